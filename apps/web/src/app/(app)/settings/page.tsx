import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Settings } from "./settings";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  await rsc.apiKeys.list.prefetch();
  return (
    <HydrateClient>
      <Settings />
    </HydrateClient>
  );
}
