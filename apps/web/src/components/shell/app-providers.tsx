"use client";

import { PipelineProvider } from "@pipeline/react";
import { type ReactNode, useCallback } from "react";
import { useOneAccount } from "./one-account";

type AppProvidersProps = { account: string; renderedAt: number; children: ReactNode };

/** The hooks' surroundings on the signed-in pages; an ended session leads to the sign-in page and back. */
export function AppProviders({ account, renderedAt, children }: AppProvidersProps) {
  const onSignedOut = useCallback(() => {
    const { pathname, search } = window.location;
    window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  }, []);
  useOneAccount(account);
  return (
    <PipelineProvider account={account} renderedAt={renderedAt} onSignedOut={onSignedOut}>
      {children}
    </PipelineProvider>
  );
}
