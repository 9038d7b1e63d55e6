import { toMs } from "@pipeline/core/instant";
import type { BilledRun } from "@pipeline/db/schema";
import type { Entry } from "../costs/ledger";
import type { JobRow } from "../jobs/columns";

/** The meter's differences of a job as corrections of a re-rating: with its reason and both prices. */
export function rerateEntries(
  job: JobRow,
  runs: readonly BilledRun[],
  owed: readonly Entry[],
  reason: string,
): Entry[] {
  return owed.map((entry) => ({ ...entry, details: { reason, ...pricesAt(job, runs, entry.recordedAt) } }));
}

function pricesAt(job: JobRow, runs: readonly BilledRun[], at: number) {
  const index = runs.findLastIndex((run) => toMs(run.start) <= at);
  const [before, after] = [job.runs[index], runs[index]];
  return before && after ? { previous_unit_price: before.unitPrice, unit_price: after.unitPrice } : {};
}
