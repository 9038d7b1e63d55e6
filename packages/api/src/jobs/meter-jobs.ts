import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { and, asc, eq, inArray, sql, type Placeholder, type SQL } from "drizzle-orm";
import { watchJobs } from "../anomalies/watch-job";
import { followUp } from "../costs/follow-up";
import { append, type CostRecord, type Entry } from "../costs/ledger";
import type { Ctx, Scope } from "../ctx";
import type { JobRow } from "./columns";
import { meterEntries } from "./meter-entries";
import { bookable } from "./settle";

/** So many jobs are booked in one transaction, at the most. */
const JOBS = 200;
/** After so many records it takes no further job: what was down for a month is caught up in steps. */
const RECORDS = 2_000;

/** The jobs for which a quarter hour has closed that is not booked. */
export function isBehind(now: string | Placeholder): SQL {
  return sql`${jobs.status} in ('running', 'paused') and ${jobs.lastEventAt} is not null
    and date_bin('15 minutes', least(${jobs.lastEventAt}, ${now}::timestamptz), '2000-01-01Z')
      > coalesce(${jobs.meteredUntil}, ${jobs.startedAt})`;
}

type Advance = { job: JobRow; until: number; entries: Entry[] };

/**
 * Books the closed quarter hours of the actor's jobs, or of one of them, as many as fit into one transaction, in a few
 * statements for all. Answers of how many jobs; 0 when nothing is left.
 */
export async function meterJobs(ctx: Ctx, scope: Scope, id?: string): Promise<number> {
  const taken = fitting(await holdBehind(scope, id), scope.now);
  if (taken.length === 0) return 0;
  const entries = taken.flatMap((one) => one.entries);
  const written = await append(scope, entries);
  await store(scope, taken);
  await followUp(ctx, scope);
  await watchJobs(ctx, scope, moved(taken, written));
  return taken.length;
}

/**
 * Locks those that nobody else has, by the full lock like `holdJob`: who waits for one job while he holds another could
 * be waited for. What is held has its turn the next time.
 */
function holdBehind({ tx, userId, now }: Scope, id: string | undefined): Promise<JobRow[]> {
  const one = id === undefined ? undefined : eq(jobs.id, id);
  return tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.userId, userId), one, isBehind(toInstant(now))))
    .orderBy(asc(jobs.id))
    .limit(JOBS)
    .for("update", { skipLocked: true });
}

function fitting(held: readonly JobRow[], now: number): Advance[] {
  const taken: Advance[] = [];
  let records = 0;
  for (const job of held) {
    if (records >= RECORDS) break;
    const booked = job.meteredUntil === null ? 0 : toMs(job.meteredUntil);
    const until = bookable(toMs(job.lastEventAt ?? job.queuedAt), now);
    const entries = meterEntries(job, job.runs, booked, until);
    records += entries.length;
    taken.push({ job, until, entries });
  }
  return taken;
}

// Most often all have got to the same quarter hour.
async function store({ tx, userId }: Scope, taken: readonly Advance[]): Promise<void> {
  for (const until of new Set(taken.map((one) => one.until))) {
    const ids = taken.filter((one) => one.until === until).map(({ job }) => job.id);
    await tx
      .update(jobs)
      .set({ meteredUntil: toInstant(until) })
      .where(and(eq(jobs.userId, userId), inArray(jobs.id, ids)));
  }
}

/** The jobs as they are now: their totals have moved by what was written. */
function moved(taken: readonly Advance[], written: readonly CostRecord[]): JobRow[] {
  const sums = new Map<string, bigint>();
  for (const { jobId, amount } of written) {
    if (jobId !== null) sums.set(jobId, (sums.get(jobId) ?? 0n) + toUnits(amount));
  }
  return taken.map(({ job, until }) => ({
    ...job,
    meteredUntil: toInstant(until),
    currentCost: fromUnits(toUnits(job.currentCost) + (sums.get(job.id) ?? 0n)),
  }));
}
