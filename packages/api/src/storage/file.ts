import { toInstant, toMs } from "@pipeline/core/instant";
import { storageUnits } from "@pipeline/core/meter";
import { fromUnits, type Money } from "@pipeline/core/money";
import type { artifacts } from "@pipeline/db/schema";
import type { StoragePrices } from "../prices/find";

export type FileRow = typeof artifacts.$inferSelect;

/** `metered_until` of a removed file whose storage is all in the ledger: due work never looks at it again. */
export const ALL_BOOKED = "9999-12-31T00:00:00.000Z";

/**
 * A file as a caller sees it. `costSoFar` is what it has cost up to `asOf` or its removal, `perMonth` what it costs in
 * 730 hours while it is kept; both null without a price in the catalogue.
 */
export type StoredFile = Pick<
  FileRow,
  "id" | "kind" | "name" | "jobId" | "url" | "sizeBytes" | "storedFrom" | "storedUntil"
> & { project: string | null; costSoFar: Money | null; perMonth: Money | null; asOf: string };

const MONTH_MS = 730 * 3_600_000;

/** Adds what the file costs (`now` in ms). */
export function toFile(row: FileRow, priceAt: StoragePrices, now: number): StoredFile {
  const { id, kind, name, jobId, url, sizeBytes, storedFrom, storedUntil } = row;
  const price = priceOf(row, priceAt);
  const cost = (ms: number) => (price === undefined ? null : fromUnits(storageUnits(price, sizeBytes, ms)));
  return {
    id,
    kind,
    name,
    jobId,
    project: row.project === "" ? null : row.project,
    url,
    sizeBytes,
    storedFrom,
    storedUntil,
    costSoFar: cost(Math.max(0, Math.min(now, keptTo(row)) - toMs(storedFrom))),
    perMonth: cost(storedUntil === null ? MONTH_MS : 0),
    asOf: toInstant(now),
  };
}

/** A file's price per GB-month: the one it was booked at; until then, the catalogue's of the instant it was stored. */
export function priceOf(
  { unitPrice, storedFrom }: Pick<FileRow, "unitPrice" | "storedFrom">,
  priceAt: StoragePrices,
): string | undefined {
  return unitPrice ?? priceAt(toMs(storedFrom));
}

/** The instant at which a file stops costing (ms); Infinity while it is kept. */
export function keptTo({ storedUntil }: Pick<FileRow, "storedUntil">): number {
  return storedUntil === null ? Infinity : toMs(storedUntil);
}

/** How far a file's storage is in the ledger (ms). */
export function bookedTo(row: Pick<FileRow, "meteredUntil" | "storedFrom" | "storedUntil">): number {
  return Math.min(toMs(row.meteredUntil ?? row.storedFrom), keptTo(row));
}
