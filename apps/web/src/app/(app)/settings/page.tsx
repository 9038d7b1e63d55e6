import { getApp } from "@pipeline/api/http";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { HydrateClient, requestCtx, rsc } from "@/server/rsc";
import { ACTIVITY } from "./activity/inputs";
import { type SessionRow, toRows } from "./sessions/session-row";
import { Settings } from "./settings";

export const metadata: Metadata = { title: "Settings" };

async function sessionRows(): Promise<SessionRow[]> {
  const [{ auth }, { actor }] = await Promise.all([getApp(), requestCtx()]);
  const sessions = await auth.api.listSessions({ headers: await headers() });
  return toRows(sessions, actor?.kind === "session" ? actor.sessionId : undefined);
}

export default async function SettingsPage() {
  const [sessions] = await Promise.all([
    sessionRows(),
    rsc.apiKeys.list.prefetch(),
    rsc.audit.list.prefetchInfinite(ACTIVITY),
    rsc.notifications.preferences.get.prefetch(),
  ]);
  return (
    <HydrateClient>
      <Settings sessions={sessions} />
    </HydrateClient>
  );
}
