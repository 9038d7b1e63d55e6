import { randomUUID } from "node:crypto";
import { toMs } from "@pipeline/core/instant";
import { accrued } from "@pipeline/core/meter";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { costRecords, type BilledRun } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { append, recordColumns, type CostRecord, type Entry } from "../costs/ledger";
import { toRun } from "../costs/live";
import type { Scope } from "../ctx";
import type { JobRow } from "./columns";
import { meterEntries, meterKey } from "./meter-entries";

/** A row of the meter with its corrections: the time it stands for (ms), what it comes to (1e-12 units, GPU-seconds × 1e12). */
type Standing = { row: CostRecord; start: number; end: number; units: bigint; quantity: bigint };

/**
 * Makes the meter's rows of a job come to what its runs say, up to `until` (ms): a row that stands for more or less than
 * was used in its time gets a signed correction, time without a row gets one. People's corrections stay beside them.
 */
export async function reconcile(scope: Scope, job: JobRow, runs: readonly BilledRun[], until: number): Promise<void> {
  await append(scope, await differences(scope, job, runs, until));
}

/** The entries with which the meter's rows of a locked job come to what its runs say, not written yet. */
export async function differences(
  scope: Scope,
  job: JobRow,
  runs: readonly BilledRun[],
  until: number,
): Promise<Entry[]> {
  const standing = await standingOf(scope, job.id);
  const corrections = standing.flatMap((one) => correctionOf(one, job, runs, until));
  const fresh = gapsOf(standing, until).flatMap(([from, to]) => meterEntries(job, runs, from, to));
  return [...corrections, ...fresh];
}

// The rows of the meter never overlap, so the time between them is what has none yet.
function gapsOf(standing: readonly Standing[], until: number): [from: number, to: number][] {
  const edges = standing.flatMap(({ start, end }) => [start, end]);
  const bounds = [0, ...edges, Math.max(until, edges.at(-1) ?? 0)];
  return bounds.flatMap((from, i) => (i % 2 === 0 ? [[from, Math.min(bounds[i + 1] ?? from, until)]] : []));
}

function correctionOf(stands: Standing, job: JobRow, runs: readonly BilledRun[], until: number): Entry[] {
  const { row, start, end } = stands;
  const used = runs.map(toRun).map((run) => {
    const [from, to] = [Math.max(start, run.start), Math.min(end, until, run.end ?? until)];
    const seconds = BigInt(run.gpuCount) * BigInt(Math.max(0, to - from)) * 1_000_000_000n;
    return { units: toUnits(accrued(run, start, Math.min(end, until))), seconds };
  });
  const units = used.reduce((sum, one) => sum + one.units, 0n) - stands.units;
  const quantity = used.reduce((sum, one) => sum + one.seconds, 0n) - stands.quantity;
  if (units === 0n && quantity === 0n) return [];
  return [
    {
      key: `${meterKey(job.id)}correction:${randomUUID()}`,
      costType: row.costType,
      amount: fromUnits(units),
      recordedAt: start,
      usageEnd: end,
      jobId: job.id,
      project: row.project,
      gpuType: row.gpuType,
      quantity: fromUnits(quantity),
      ...(row.unit !== null && { unit: row.unit }),
      details: { reason: "A late event changed what was used." },
      correctsId: row.id,
    },
  ];
}

async function standingOf({ tx, userId }: Scope, jobId: string): Promise<Standing[]> {
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
  const standing = new Map<string, Standing>();
  // Originals first: a correction carries the time of its original.
  for (const row of rows.filter(({ correctsId }) => correctsId === null)) {
    const start = toMs(row.recordedAt);
    standing.set(row.id, { row, start, end: toMs(row.usageEnd ?? row.recordedAt), units: 0n, quantity: 0n });
  }
  for (const row of rows) {
    const one = standing.get(row.correctsId ?? row.id);
    if (!one) continue;
    one.units += toUnits(row.amount);
    one.quantity += toUnits(row.quantity ?? "0");
  }
  return [...standing.values()];
}
