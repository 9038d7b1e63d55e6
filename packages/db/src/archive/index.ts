export type { ArchiveColumn } from "./columns";
export { readArchive, type Archive, type ArchivedRecord } from "./read";
