import { accrued } from "@pipeline/core/meter";
import { toUnits } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { and, eq, inArray } from "drizzle-orm";
import { toRun } from "../costs/live";
import type { Scope } from "../ctx";

/** What an open job is still expected to cost, in 1e-12 units. */
export type Reservation = { project: string | null; units: bigint };

/**
 * Of every open job, the waiting ones too: its estimate less what its GPUs have cost so far, never below zero. An
 * estimate is of GPU time alone.
 */
export async function reservations({ tx, userId, now }: Scope): Promise<Reservation[]> {
  const rows = await tx
    .select({ project: jobs.project, expected: jobs.estimatedTotalCost, runs: jobs.runs })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), inArray(jobs.status, ["queued", "running", "paused"])));
  return rows.map(({ project, expected, runs }) => {
    const left = toUnits(expected ?? "0") - runs.reduce((sum, run) => sum + toUnits(accrued(toRun(run), 0, now)), 0n);
    return { project, units: left > 0n ? left : 0n };
  });
}

/** What is reserved under a budget, in 1e-12 units. */
export function reservedUnits(all: readonly Reservation[], { project }: { project: string | null }): bigint {
  return all.filter((one) => project === null || one.project === project).reduce((sum, { units }) => sum + units, 0n);
}
