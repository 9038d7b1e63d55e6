"use client";

import { PipelineProvider } from "@pipeline/react";
import { type ReactNode, useCallback } from "react";

/** The hooks' surroundings on the signed-in pages; an ended session leads to the sign-in page and back. */
export function AppProviders({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  const onSignedOut = useCallback(() => {
    const { pathname, search } = window.location;
    window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
  }, []);
  return (
    <PipelineProvider renderedAt={renderedAt} onSignedOut={onSignedOut}>
      {children}
    </PipelineProvider>
  );
}
