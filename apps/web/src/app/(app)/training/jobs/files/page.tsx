import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Files } from "./files";
import { filesInput } from "./inputs";

export const metadata: Metadata = { title: "Stored files" };

export default async function FilesPage() {
  await rsc.storage.list.prefetchInfinite(filesInput(true));
  return (
    <HydrateClient>
      <Files />
    </HydrateClient>
  );
}
