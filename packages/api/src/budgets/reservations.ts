import { toUnits } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { and, eq, inArray } from "drizzle-orm";
import { unbooked } from "../costs/live";
import type { Scope } from "../ctx";

/** What an open job is still expected to cost, in 1e-12 units. */
export type Reservation = { project: string | null; units: bigint };

/** Of every open job, the waiting ones too: its estimate less what it has cost so far, never below zero. */
export async function reservations({ tx, userId, now }: Scope): Promise<Reservation[]> {
  const rows = await tx
    .select({
      project: jobs.project,
      expected: jobs.estimatedTotalCost,
      booked: jobs.currentCost,
      runs: jobs.runs,
      meteredUntil: jobs.meteredUntil,
    })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), inArray(jobs.status, ["queued", "running", "paused"])));
  return rows.map(({ project, expected, booked, ...job }) => {
    const left = toUnits(expected ?? "0") - toUnits(booked) - unbooked(job, 0, now);
    return { project, units: left > 0n ? left : 0n };
  });
}

/** What is reserved under a budget, in 1e-12 units. */
export function reservedUnits(all: readonly Reservation[], { project }: { project: string | null }): bigint {
  return all.filter((one) => project === null || one.project === project).reduce((sum, { units }) => sum + units, 0n);
}
