import { toMs } from "@pipeline/core/instant";
import { divideHalfEven } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Scope } from "../ctx";
import { planMs } from "./plan";
import { FEWEST, WHOLE } from "./shares";

/** What makes jobs alike, beside their GPU type; null: not said, and then it makes no difference. */
export type Kind = Pick<typeof jobs.$inferSelect, "gpuCount" | "baseModel" | "presetId" | "project">;

/** The parts of their plan that past jobs used, in millionths, and what they have in common with the next. */
export type Lesson = { shares: bigint[]; alike: (keyof Kind)[] };

// The narrower kind before the wider. How much of its plan a run uses goes with its batch size, and that with its GPUs.
const NARROWING: readonly (readonly (keyof Kind)[])[] = [
  ["gpuCount", "baseModel", "presetId", "project"],
  ["gpuCount", "baseModel", "presetId"],
  ["gpuCount", "baseModel"],
  ["gpuCount"],
  [],
];

const LATEST = 50;
// Jobs of one kind may lie among many of another.
const LOOKED_AT = 200;
// Who is off by more than that has planned nothing.
const MOST = 100n * WHOLE;

type Past = Kind & { share: bigint };

/**
 * What the user's latest completed jobs on a GPU type teach about one more; undefined with fewer than three. A share is
 * paid time / planned time, so that no change of price distorts it. Jobs that failed, were canceled or lost ended early
 * for a reason of their own and teach nothing.
 */
export async function lessonFor(scope: Scope, gpuType: string, kind: Kind): Promise<Lesson | undefined> {
  const past = await pastJobs(scope, gpuType);
  for (const fields of NARROWING) {
    const alike = fields.filter((field) => kind[field] !== null);
    const same = past.filter((job) => alike.every((field) => job[field] === kind[field]));
    if (same.length >= FEWEST) return { shares: same.slice(0, LATEST).map(({ share }) => share), alike };
  }
  return undefined;
}

async function pastJobs({ tx, userId }: Scope, gpuType: string): Promise<Past[]> {
  const { gpuCount, baseModel, presetId, project, estimate, runs } = jobs;
  const rows = await tx
    .select({ gpuCount, baseModel, presetId, project, estimate, runs })
    .from(jobs)
    .where(
      and(
        eq(jobs.userId, userId),
        eq(jobs.gpuType, gpuType),
        isNotNull(jobs.endedAt),
        eq(jobs.status, "completed"),
        isNotNull(estimate),
      ),
    )
    .orderBy(desc(jobs.endedAt), desc(jobs.id))
    .limit(LOOKED_AT);
  return rows.flatMap(({ estimate: told, runs: paid, ...kind }) => {
    const planned = told === null ? 0 : planMs(told.inputs.estimatedHours);
    const used = paid.reduce((ms, { start, end }) => ms + (end === null ? 0 : toMs(end) - toMs(start)), 0);
    return planned > 0 && used > 0 ? [{ ...kind, share: shareOf(used, planned) }] : [];
  });
}

function shareOf(usedMs: number, plannedMs: number): bigint {
  const share = divideHalfEven(BigInt(usedMs) * WHOLE, BigInt(plannedMs));
  return share < MOST ? share : MOST;
}
