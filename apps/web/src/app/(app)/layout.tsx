import { RECENT, RUNNING } from "@pipeline/react/server";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { AccountProvider } from "@/components/shell/account";
import { AppFrame } from "@/components/shell/app-frame";
import { AppProviders } from "@/components/shell/app-providers";
import { Starting } from "@/components/states/starting";
import { HydrateClient, readyApp, requestCtx, rsc } from "@/server/rsc";

export const dynamic = "force-dynamic";

export default async function AppLayout({ children }: { children: ReactNode }) {
  if (!(await readyApp())) return <Starting />;
  const { actor, now } = await requestCtx();
  if (actor === null) redirect("/sign-in");
  const [account] = await Promise.all([
    rsc.account.get(),
    // The inbox first: what happens while the rest is read is then news.
    rsc.notifications.list.prefetchInfinite(RECENT).then(() => rsc.jobs.list.prefetchInfinite(RUNNING)),
  ]);
  return (
    <AppProviders account={account.id} renderedAt={now()}>
      <HydrateClient>
        <AccountProvider account={account}>
          <AppFrame>{children}</AppFrame>
        </AccountProvider>
      </HydrateClient>
    </AppProviders>
  );
}
