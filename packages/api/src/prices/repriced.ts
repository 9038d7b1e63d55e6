import { DomainError } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { MAX_PER_HOUR } from "@pipeline/core/job-words";
import { perHour } from "@pipeline/core/meter";
import { compare } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import type { BilledRun } from "@pipeline/db/schema";
import type { JobRow } from "../jobs/columns";
import { priceQuery } from "../jobs/settle";
import { choosePrice, type PriceRow } from "./choose";

/**
 * A job with its runs at the prices of the catalogue, those that started within the bounds; undefined when nothing
 * differs. A run the catalogue has no price for keeps its own. CONFLICT when a price comes to more an hour than a ledger
 * row can hold.
 */
export function repriced(
  job: JobRow,
  catalogue: readonly PriceRow[],
  { from, to }: Pick<RerateJobs, "from" | "to">,
): { job: JobRow; runs: BilledRun[] } | undefined {
  const runs = job.runs.map((run) => {
    const within = (from === undefined || run.start >= from) && (to === undefined || run.start < to);
    const price = within ? choosePrice(catalogue, priceQuery(job, toMs(run.start))) : undefined;
    return { ...run, unitPrice: price ?? run.unitPrice };
  });
  const changed = runs.filter((run, i) => run.unitPrice !== job.runs[i]?.unitPrice);
  if (changed.some((run) => compare(perHour(run), MAX_PER_HOUR) >= 0)) {
    throw new DomainError("CONFLICT", `The job "${job.name}" would cost ${MAX_PER_HOUR} an hour or more.`);
  }
  return changed.length > 0 ? { job, runs } : undefined;
}
