import { toInstant, toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { statement, type Given } from "@pipeline/db";
import { jobs } from "@pipeline/db/schema";
import { and, asc, eq, sql, type Placeholder, type SQL } from "drizzle-orm";
import { watchJobs } from "../anomalies/watch-job";
import { book } from "../costs/book";
import type { CostRecord, Entry } from "../costs/ledger";
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

const { id, name, project, gpuType, queuedAt, status, runs, meteredUntil, currentCost, lastSeenAt, lastEventAt } = jobs;
const metered = {
  id,
  name,
  project,
  gpuType,
  queuedAt,
  status,
  runs,
  meteredUntil,
  currentCost,
  lastSeenAt,
  lastEventAt,
};
type Held = Pick<JobRow, keyof typeof metered>;
/** Of how many jobs, and whether more are left that nobody else has. */
export type Metered = { readonly booked: number; readonly more: boolean };
type Advance = { job: Held; until: number; entries: Entry[] };

/**
 * Books the closed quarter hours of the actor's jobs, or of one of them, as many as fit into one transaction, in a few
 * statements for all. Where nothing comes to be written, nobody is told.
 */
export async function meterJobs(ctx: Ctx, scope: Scope, only: string | null = null): Promise<Metered> {
  const { tx, userId, now } = scope;
  const held = await holdBehind(tx, { userId, now: toInstant(now), only });
  const taken = fitting(held, now);
  if (taken.length === 0) return { booked: 0, more: false };
  // Not waited for: it is sent together with the first statement of what follows, which finds the jobs as they are now.
  const stored = store(scope, taken);
  stored.catch(() => {});
  const entries = taken.flatMap((one) => one.entries);
  const written = await book(ctx, scope, entries).catch(async (error: unknown) => {
    // Where this was what failed, all that was sent after it only says so.
    await stored;
    throw error;
  });
  await stored;
  await watchJobs(ctx, scope, moved(taken, [...written.values()]));
  return { booked: taken.length, more: taken.length < held.length || held.length === JOBS };
}

/**
 * Locks those that nobody else has, by the full lock like `holdJob`: who waits for one job while he holds another could
 * be waited for. What is held has its turn the next time.
 */
const holdBehind = statement((db, { userId, now, only }: Given<{ userId: string; now: string; only: string | null }>) =>
  db
    .select(metered)
    .from(jobs)
    .where(and(eq(jobs.userId, userId), sql`${id} = coalesce(${only}::uuid, ${id})`, isBehind(now)))
    .orderBy(asc(id))
    .limit(JOBS)
    .for("update", { skipLocked: true }),
);

function fitting(held: readonly Held[], now: number): Advance[] {
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

async function store({ tx, userId }: Scope, taken: readonly Advance[]): Promise<void> {
  const reached = taken.map(({ job, until }) => ({ id: job.id, metered_until: toInstant(until) }));
  await storeReached(tx, { userId, reached: JSON.stringify(reached) });
}

const storeReached = statement(
  (_, { userId, reached }: Given<{ userId: string; reached: string }>) => sql<Record<string, never>>`
    update ${jobs} as j set metered_until = r.metered_until
    from jsonb_to_recordset(${reached}::jsonb) as r(id uuid, metered_until timestamptz)
    where j.user_id = ${userId} and j.id = r.id`,
);

/** The jobs as they are now: their totals have moved by what was written. */
function moved(taken: readonly Advance[], written: readonly CostRecord[]): Held[] {
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
