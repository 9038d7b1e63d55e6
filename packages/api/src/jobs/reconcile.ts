import { toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { floorQuarter } from "@pipeline/core/period";
import { costRecords, type BilledRun } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { randomUUID } from "node:crypto";
import { append, recordColumns, type CostRecord, type Entry } from "../costs/ledger";
import type { Scope } from "../ctx";
import type { JobRow } from "./columns";
import { meterEntries, meterKey } from "./meter-entries";

/** What stands in one quarter hour, in 1e-12 units and GPU-seconds × 1e12. */
type Standing = { units: bigint; quantity: bigint; original: CostRecord };

/**
 * Makes the meter's net rows of a job equal to its runs up to `until` (ms): a quarter hour without a row gets its
 * rows, one that differs gets a signed correction linked to its first row.
 */
export async function reconcile(scope: Scope, job: JobRow, runs: readonly BilledRun[], until: number): Promise<void> {
  const standing = await standingOf(scope, job.id);
  const wanted = new Map<number, Entry[]>();
  for (const entry of meterEntries(job, runs, 0, until)) {
    const quarter = floorQuarter(entry.recordedAt);
    wanted.set(quarter, [...(wanted.get(quarter) ?? []), entry]);
  }
  const entries: Entry[] = [];
  for (const quarter of new Set([...standing.keys(), ...wanted.keys()])) {
    const stands = standing.get(quarter);
    const due = wanted.get(quarter) ?? [];
    if (stands === undefined) entries.push(...due);
    else entries.push(...difference(stands, due, job.id));
  }
  await append(scope, entries);
}

function difference(stands: Standing, due: readonly Entry[], jobId: string): Entry[] {
  const units = due.reduce((sum, entry) => sum + toUnits(entry.amount), 0n) - stands.units;
  const quantity = due.reduce((sum, entry) => sum + toUnits(entry.quantity ?? "0"), 0n) - stands.quantity;
  if (units === 0n && quantity === 0n) return [];
  const { original } = stands;
  return [
    {
      key: `${meterKey(jobId)}correction:${randomUUID()}`,
      costType: original.costType,
      amount: fromUnits(units),
      recordedAt: toMs(original.recordedAt),
      ...(original.usageEnd !== null && { usageEnd: toMs(original.usageEnd) }),
      jobId,
      project: original.project,
      gpuType: original.gpuType,
      quantity: fromUnits(quantity),
      ...(original.unit !== null && { unit: original.unit }),
      details: { reason: "A late event changed what was used." },
      correctsId: original.id,
    },
  ];
}

async function standingOf({ tx, userId }: Scope, jobId: string): Promise<Map<number, Standing>> {
  const rows = await tx
    .select(recordColumns)
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        eq(costRecords.jobId, jobId),
        sql`starts_with(${costRecords.idempotencyKey}, ${meterKey(jobId)})`,
      ),
    )
    .orderBy(asc(costRecords.recordedAt), asc(costRecords.id));
  const standing = new Map<number, Standing>();
  // Originals first: a correction carries the time of its original.
  for (const row of rows.filter(({ correctsId }) => correctsId === null)) add(standing, row);
  for (const row of rows.filter(({ correctsId }) => correctsId !== null)) add(standing, row);
  return standing;
}

function add(standing: Map<number, Standing>, row: CostRecord): void {
  const quarter = floorQuarter(toMs(row.recordedAt));
  const known = standing.get(quarter) ?? { units: 0n, quantity: 0n, original: row };
  standing.set(quarter, {
    units: known.units + toUnits(row.amount),
    quantity: known.quantity + toUnits(row.quantity ?? "0"),
    original: known.original,
  });
}
