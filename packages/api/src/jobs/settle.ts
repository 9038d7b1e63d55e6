import { toInstant, toMs } from "@pipeline/core/instant";
import { floorQuarter } from "@pipeline/core/period";
import type { BilledRun } from "@pipeline/db/schema";
import { append } from "../costs/ledger";
import type { Scope } from "../ctx";
import { findGpuPrice, type PriceQuery } from "../prices/find";
import type { JobRow } from "./columns";
import type { Life } from "./life";
import { meterEntries } from "./meter-entries";
import { reconcile } from "./reconcile";

/** What a settled job must store: the stretches behind its ledger rows, and how far they reach. */
export type Settled = { runs: BilledRun[]; meteredUntil: string | null; unitPrice: string };

/**
 * Brings the ledger to what the job's life says: closed quarter hours up to the latest word while it is open, all of
 * it once it has ended. What was booked is never changed: a late event that makes less or more of the past is
 * answered with signed corrections.
 */
export async function settle(scope: Scope, job: JobRow, life: Life, until: number): Promise<Settled> {
  const runs = await priced(scope, job, life);
  const booked = job.meteredUntil === null ? null : toMs(job.meteredUntil);
  const bound = booked === null ? until : Math.max(until, booked);
  const unitPrice = runs[0]?.unitPrice ?? job.unitPrice;
  const settled = { ...job, unitPrice };
  if (booked !== null && !sameBasis(runs, job.runs, booked)) await reconcile(scope, settled, runs, bound);
  else await append(scope, meterEntries(settled, runs, booked ?? 0, bound));
  return { runs, meteredUntil: runs.length === 0 ? job.meteredUntil : toInstant(bound), unitPrice };
}

/** How far an open job's meter may book: the closed quarter hours up to its latest word (ms). */
export function bookable(lastEventAt: number, now: number): number {
  return floorQuarter(Math.min(lastEventAt, now));
}

// A run keeps the price it was pinned at; a new one asks the catalogue of its own start.
async function priced({ tx }: Scope, job: JobRow, life: Life): Promise<BilledRun[]> {
  const runs: BilledRun[] = [];
  for (const { start, end } of life.runs) {
    const at = toInstant(start);
    const pinned = job.runs.find((run) => run.start === at)?.unitPrice;
    const known = job.unitPriceGiven ? job.unitPrice : pinned;
    const unitPrice = known ?? (await findGpuPrice(tx, priceQuery(job, start))) ?? job.unitPrice;
    runs.push({ start: at, end: end === null ? null : toInstant(end), unitPrice, gpuCount: job.gpuCount });
  }
  return runs;
}

/** What a job asks the catalogue when it starts or resumes at an instant (ms). */
export function priceQuery(job: JobRow, at: number): PriceQuery {
  const { gpuType, provider, region, purchaseOption } = job;
  return { gpuType, provider, region, purchaseOption, at };
}

/** True when both say the same about the time up to `until` (ms). */
function sameBasis(a: readonly BilledRun[], b: readonly BilledRun[], until: number): boolean {
  const upTo = (runs: readonly BilledRun[]) =>
    JSON.stringify(
      runs
        .filter((run) => toMs(run.start) < until)
        .map(({ start, end, unitPrice }) => [start, end !== null && toMs(end) < until ? end : null, unitPrice]),
    );
  return upTo(a) === upTo(b);
}
