import { mkdir } from "node:fs/promises";
import path from "node:path";
import { archiveHead, archiveLines } from "@pipeline/api/costs/archive/csv";
import type { Manifest } from "@pipeline/api/costs/archive/manifest";
import { createMonthSums } from "@pipeline/api/costs/archive/sums";
import { monthsUpTo, type Month } from "@pipeline/core/utc-month";
import type { Connection } from "@pipeline/db";
import { readArchive, type Archive } from "@pipeline/db/archive";
import { readManifest, writeManifest } from "./manifest";
import { writeMonth, type Outcome } from "./month-file";

type Asked = {
  /** One account; undefined: everybody. */
  readonly userId: string | undefined;
  readonly currency: string;
  /** The first month that is not wanted. */
  readonly end: Month;
  readonly out: string;
};
type Progress = (total: number, work: (onProgress: (done: number) => void) => Promise<void>) => Promise<void>;

/** What became of the months, and how many records they hold. */
export type Exported = Readonly<Record<Outcome, number>> & { readonly rows: number };

/**
 * Writes the months of ledgers into a folder, from one snapshot, with a manifest once all are there. `owner` sees every
 * account. Nothing is changed in the database.
 */
export async function exportLedger(
  owner: Connection,
  { userId, currency, end, out }: Asked,
  progress: Progress,
): Promise<Exported> {
  const scope = { currency, account: userId ?? null };
  await mkdir(out, { recursive: true, mode: 0o700 });
  const known = await readManifest(out, scope);
  return readArchive(owner.sql, userId, async (archive) => {
    const first = archive.ledgers.map((ledger) => ledger.first).toSorted()[0] ?? end;
    const counts: Record<Outcome, number> = { written: 0, kept: 0, changed: 0 };
    const months: Manifest["months"] = [];
    const asked = monthsUpTo(first, end);
    await progress(asked.length, async (onProgress) => {
      for (const [i, month] of asked.entries()) {
        const { outcome, ...entry } = await writeOne(archive, out, month);
        months.push(entry);
        counts[outcome] += 1;
        onProgress(i + 1);
      }
    });
    await writeManifest(out, { format: 1, ...scope, months }, known);
    return { ...counts, rows: months.reduce((sum, one) => sum + one.rows, 0) };
  });
}

async function writeOne(archive: Archive, out: string, month: Month) {
  const { columns } = archive;
  const sums = createMonthSums();
  async function* text() {
    yield archiveHead(columns);
    for await (const { records } of archive.pages(month)) {
      sums.add(records);
      yield archiveLines(columns, records);
    }
  }
  const file = `ledger-${month}.csv.gz`;
  const { sha256, outcome } = await writeMonth(path.join(out, file), text());
  return { month, file, ...sums.sums(), sha256, outcome };
}
