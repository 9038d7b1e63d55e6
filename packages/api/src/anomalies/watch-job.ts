import { COMPARED_JOBS, isAbout, LEAST_JOBS, LEAST_UNUSUAL, QUIET_MS, unusual } from "@pipeline/core/anomalies";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { localDate } from "@pipeline/core/time-zone";
import { statement, type Db, type Given } from "@pipeline/db";
import { jobs } from "@pipeline/db/schema";
import { and, desc, eq, isNotNull, ne, sql, type Placeholder, type SQL } from "drizzle-orm";
import { accountTimeZone } from "../account/time-zone";
import type { Ctx, Scope } from "../ctx";
import { isOpen, unitsAt, type JobRow } from "../jobs/columns";
import { holdInbox } from "../notifications/inbox";
import { notify } from "../notifications/notify";
import { jobKey, timesOf, toldSince } from "./told";

/** What a job is compared with; `gpuType` where those on the same one are enough. */
type Samples = { samples: readonly bigint[]; gpuType?: string };

type Watched = Pick<
  JobRow,
  "id" | "name" | "gpuType" | "status" | "runs" | "meteredUntil" | "currentCost" | "lastSeenAt" | "lastEventAt"
>;

/**
 * Tells once of a job, running or ended, that costs far more than the actor's jobs do. In the transaction that changed
 * it, once it is stored; `job` is the row as it is then.
 */
export function watchJob(ctx: Ctx, scope: Scope, job: Watched): Promise<void> {
  return watchJobs(ctx, scope, [job]);
}

/** The same for many jobs of the actor: what open ones are compared with is read once a GPU type. */
export async function watchJobs(ctx: Ctx, scope: Scope, rows: readonly Watched[]): Promise<void> {
  const known = new Map<string, Promise<Samples>>();
  for (const job of rows) {
    const units = unitsAt(job, scope.now);
    if (units < toUnits(LEAST_UNUSUAL)) continue;
    // An open job is not among the ended ones, so that it is nothing to leave out.
    const compared = isOpen(job) ? (known.get(job.gpuType) ?? comparedWith(scope, job)) : comparedWith(scope, job);
    known.set(job.gpuType, compared);
    await watch(ctx, scope, { job, units, ...(await compared) });
  }
}

type Case = Samples & { job: Watched; units: bigint };

async function watch(ctx: Ctx, scope: Scope, { job, units, samples, gpuType }: Case): Promise<void> {
  const normal = unusual(units, samples, LEAST_JOBS);
  if (!normal) return;
  // Two jobs of one sweep are looked at one after the other.
  await holdInbox(scope);
  const told = await toldSince(scope, scope.now - QUIET_MS);
  if (told.some((other) => isAbout(toUnits(other), units))) return;
  const [amount, usual] = [fromUnits(units), fromUnits(normal.median)];
  await notify(ctx, {
    type: "cost_anomaly",
    payload: {
      kind: "job",
      date: localDate(scope.now, await accountTimeZone(scope)),
      job_id: job.id,
      job_name: job.name,
      amount,
      usual,
      times: timesOf(amount, usual),
      samples: normal.samples,
      running: isOpen(job),
      ...(gpuType !== undefined && { gpu_type: gpuType }),
    },
    dedupeKey: jobKey(job.id),
  });
}

/** What the latest ended jobs came to: those on the same GPU type where they are enough, else all. */
async function comparedWith({ tx, userId }: Scope, { id, gpuType }: Watched): Promise<Samples> {
  // Asked together: most often the first are too few.
  const [same, all] = await Promise.all([endedOn(tx, { userId, id, gpuType }), ended(tx, { userId, id })]);
  return same.length >= LEAST_JOBS ? { samples: same.map(unitsOf), gpuType } : { samples: all.map(unitsOf) };
}

const unitsOf = ({ finalCost }: { finalCost: string | null }) => toUnits(finalCost ?? "0");

const ended = statement((db: Db, { userId, id }: Given<{ userId: string; id: string }>) => latest(db, userId, id));
const endedOn = statement((db: Db, { userId, id, gpuType }: Given<{ userId: string; id: string; gpuType: string }>) =>
  latest(db, userId, id, eq(jobs.gpuType, gpuType)),
);

function latest(db: Db, userId: Placeholder, but: Placeholder, which?: SQL) {
  const others = and(eq(jobs.userId, userId), isNotNull(jobs.endedAt), sql`${jobs.finalCost} > 0`, ne(jobs.id, but));
  return db
    .select({ finalCost: jobs.finalCost })
    .from(jobs)
    .where(and(others, which))
    .orderBy(desc(jobs.endedAt), desc(jobs.id))
    .limit(COMPARED_JOBS);
}
