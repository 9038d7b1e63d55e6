import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Inbox } from "./inbox";
import { inputOf, viewOf, type SearchParams } from "./view";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await rsc.notifications.list.prefetchInfinite(inputOf(viewOf(await searchParams)));
  return (
    <HydrateClient>
      <Inbox />
    </HydrateClient>
  );
}
