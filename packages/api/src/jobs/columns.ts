import { toInstant } from "@pipeline/core/instant";
import { fromUnits, ratio, toUnits } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";
import { heardRuns } from "../costs/heard";
import { burnRate, unbooked } from "../costs/live";

export type JobRow = typeof jobs.$inferSelect;
const { bodyHash: _hash, idempotencyKey: _key, ...shown } = getTableColumns(jobs);
export const jobColumns = shown;

type Hidden = "bodyHash" | "idempotencyKey";
type Internal = Hidden | "unitPriceGiven" | "milestone" | "meteredUntil";

/**
 * A job as a caller sees it: `currentCost` is ledger + live at `asOf`, `perHour` its burn at that instant.
 * `estimateError` is (final − estimated) / estimated once it has ended; null before, without an estimate, and for a job
 * that never started.
 */
export type Job = Omit<JobRow, Internal> & { perHour: string; asOf: string; estimateError: number | null };

type Stored = Omit<JobRow, Hidden> & Partial<Pick<JobRow, Hidden>>;

type Accruing = Pick<JobRow, "status" | "runs" | "meteredUntil" | "currentCost" | "lastSeenAt" | "lastEventAt">;

/** What a job has cost at an instant (`now` in ms): what the ledger holds and what it does not hold yet; 1e-12 units. */
export function unitsAt(row: Accruing, now: number): bigint {
  const { meteredUntil } = row;
  const live = isOpen(row) ? unbooked({ runs: heardRuns(row, now), meteredUntil }, 0, now) : 0n;
  return toUnits(row.currentCost) + live;
}

/** Adds what the ledger does not hold yet (`now` in ms). */
export function toJob(row: Stored, now: number): Job {
  const { bodyHash: _body, idempotencyKey: _own, unitPriceGiven: _given, milestone: _milestone, ...rest } = row;
  const { meteredUntil: _metered, ...job } = rest;
  const runs = heardRuns(row, now);
  return {
    ...job,
    runs,
    currentCost: fromUnits(unitsAt(row, now)),
    perHour: burnRate({ status: row.status, runs }),
    asOf: toInstant(now),
    estimateError: estimateError(row),
  };
}

function estimateError(row: Pick<JobRow, "startedAt" | "finalCost" | "estimatedTotalCost">): number | null {
  if (row.startedAt === null || row.finalCost === null || row.estimatedTotalCost === null) return null;
  return ratio(row.finalCost, row.estimatedTotalCost);
}

/** True while a job may still cost something. */
export function isOpen({ status }: Pick<JobRow, "status">): boolean {
  return status === "running" || status === "paused";
}
