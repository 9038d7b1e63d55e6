import { randomUUID } from "node:crypto";
import type { PriceChange } from "@pipeline/core/prices";
import { toInstant } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { priceChanges } from "@pipeline/db/schema";
import type { PriceRow } from "./choose";
import type { PriceFile } from "./price-file";

const CHUNK = 1000;

/** A price as it was, undefined for a new one, as it is, and the file that says so; null: the release itself. */
export type Changed = { before: PriceRow | undefined; after: PriceRow; file: PriceFile | null };

/**
 * Writes down what one import has changed at `now` (ms), in its transaction: both are kept, or neither. Nothing for prices that
 * are as they were. An import that is refused leaves no row: only the operator can start one, and is told; nobody's access
 * and nobody's money is tried by it.
 */
export async function keepChanges(tx: Db, now: number, changed: readonly Changed[]): Promise<void> {
  const [importId, at] = [randomUUID(), toInstant(now)];
  const rows = changed
    .flatMap((one) => toEntry(one) ?? [])
    .map((entry, position) => ({ ...entry, at, importId, position }));
  for (let i = 0; i < rows.length; i += CHUNK) await tx.insert(priceChanges).values(rows.slice(i, i + CHUNK));
}

function toEntry({ before, after, file }: Changed) {
  const change = changeOf(before, after);
  if (change === undefined) return undefined;
  const { id: priceId, unit, provider, region, purchaseOption, gpuType, validFrom } = after;
  return {
    change,
    file: file?.name ?? null,
    fileSha256: file?.sha256 ?? null,
    priceId,
    unit,
    provider,
    region,
    purchaseOption,
    gpuType,
    validFrom,
    priceBefore: before?.price ?? null,
    priceAfter: after.price,
    validToBefore: before?.validTo ?? null,
    validToAfter: after.validTo,
    aliasesBefore: before?.aliases ?? null,
    aliasesAfter: after.aliases,
    sourceBefore: before?.source ?? null,
    sourceAfter: after.source,
  };
}

function changeOf(before: PriceRow | undefined, after: PriceRow): PriceChange | undefined {
  if (!before) return "added";
  if (before.price !== after.price) return "replaced";
  if (before.validTo !== after.validTo) return before.validTo === null ? "ended" : "replaced";
  const same = before.source === after.source && before.aliases.join("\n") === after.aliases.join("\n");
  return same ? undefined : "described";
}
