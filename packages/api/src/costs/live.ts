import type { GroupBy } from "@pipeline/core/cost-words";
import { toInstant, toMs } from "@pipeline/core/instant";
import { accrued, perHour, type Run } from "@pipeline/core/meter";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { statement, type Given } from "@pipeline/db";
import { jobs, type BilledRun } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { Cell, Cut } from "./cut";
import { heardRuns } from "./heard";
import { outcomeOf } from "./outcome";

export type OpenJob = Pick<
  typeof jobs.$inferSelect,
  | "id"
  | "status"
  | "project"
  | "gpuType"
  | "runs"
  | "meteredUntil"
  | "lastSeenAt"
  | "lastEventAt"
  | "estimate"
  | "estimatedTotalCost"
>;

/** The burn of everything open: `amount` is what the cut holds of it that is not in the ledger yet. */
export type Live = { amount: string; perHour: string; runningJobs: number };

/** A stored run in the meter's terms (ms). */
export function toRun(run: BilledRun): Run {
  return { ...run, start: toMs(run.start), end: run.end === null ? null : toMs(run.end) };
}

/** What a job has cost within [from, to) (ms) that is not in the ledger yet, in 1e-12 units. */
export function unbooked(job: Pick<OpenJob, "runs" | "meteredUntil">, from: number, to: number): bigint {
  const booked = job.meteredUntil === null ? 0 : toMs(job.meteredUntil);
  return job.runs.reduce((sum, run) => sum + toUnits(accrued(toRun(run), Math.max(from, booked), to)), 0n);
}

/** What a job costs an hour at the moment; "0" while nothing runs. */
export function burnRate(job: Pick<OpenJob, "runs" | "status">): string {
  const open = job.status === "running" ? job.runs.find((run) => run.end === null) : undefined;
  return open === undefined ? "0" : perHour(toRun(open));
}

const runningOrPaused = statement((tx, { userId }: Given<{ userId: string }>) =>
  tx
    .select({
      id: jobs.id,
      status: jobs.status,
      project: jobs.project,
      gpuType: jobs.gpuType,
      runs: jobs.runs,
      meteredUntil: jobs.meteredUntil,
      lastSeenAt: jobs.lastSeenAt,
      lastEventAt: jobs.lastEventAt,
      estimate: jobs.estimate,
      estimatedTotalCost: jobs.estimatedTotalCost,
    })
    .from(jobs)
    // Spelled out: not knowing which statuses are meant, the planner reads all jobs of the user.
    .where(and(eq(jobs.userId, userId), sql`${jobs.status} in ('running', 'paused')`)),
);

/** The actor's jobs that are running or paused, with what they are known to have used. */
export async function openJobs({ tx, userId, now }: Scope): Promise<OpenJob[]> {
  const rows = await runningOrPaused(tx, { userId });
  return rows.map((job) => ({ ...job, runs: heardRuns(job, now) }));
}

const LIVE_KEY: Record<GroupBy, (job: OpenJob, now: number) => string> = {
  costType: () => "compute",
  project: (job) => job.project ?? "",
  gpuType: (job) => job.gpuType,
  job: (job) => job.id,
  outcome: outcomeOf,
};

/** The open part of running jobs, cut like the ledger, up to `now` (ms). */
export function liveCells(open: readonly OpenJob[], cut: Pick<Cut, "buckets" | "groupBy">, now: number): Cell[] {
  const cells: Cell[] = [];
  for (const job of open) {
    const key = LIVE_KEY[cut.groupBy](job, now);
    const booked = job.meteredUntil ?? job.runs[0]?.start;
    const from = booked === undefined ? now : toMs(booked);
    for (const [bucket, { start, end }] of cut.buckets.entries()) {
      if (end <= from || start >= now) continue;
      const units = unbooked(job, start, Math.min(end, now));
      if (units !== 0n) cells.push({ bucket, key, units, count: 0 });
    }
  }
  return cells;
}

/** A stretch that still makes a window's total grow, and which part of the breakdown it belongs to. */
export type GrowingRun = BilledRun & { key: string };

/**
 * What makes a window grow from `now` (ms) on: `end` is where a pause or the window closes a stretch. `closes` is the
 * window's end, null where it moves with the present. A job's booked time never lies ahead of `now`.
 */
export function growingRuns(
  open: readonly OpenJob[],
  groupBy: GroupBy,
  { closes, now }: { closes: number | null; now: number },
): GrowingRun[] {
  return open
    .flatMap((job) => job.runs.map((run) => ({ ...run, key: LIVE_KEY[groupBy](job, now) })))
    .map((run) => {
      const end = run.end === null ? closes : Math.min(toMs(run.end), closes ?? Infinity);
      return { ...run, end: end === null ? null : toInstant(end) };
    })
    .filter(({ end }) => end === null || toMs(end) > now);
}

/** Sums up the open part for a summary. */
export function liveTotals(open: readonly OpenJob[], cells: readonly Cell[]): Live {
  return {
    amount: fromUnits(cells.reduce((sum, cell) => sum + cell.units, 0n)),
    perHour: fromUnits(open.reduce((sum, job) => sum + toUnits(burnRate(job)), 0n)),
    runningJobs: open.filter((job) => job.status === "running").length,
  };
}
