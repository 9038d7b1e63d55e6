import { DomainError } from "@pipeline/core/errors";
import { toMs } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import { costRecords, jobs, type BilledRun } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import { bodyHash } from "../body-hash";
import { systemKey, type Entry } from "../costs/ledger";
import type { Scope } from "../ctx";
import type { JobRow } from "../jobs/columns";
import { meterKey } from "../jobs/meter-entries";
import type { Rerated } from "./rerate";

const keyOf = ({ idempotencyKey }: RerateJobs) => `rerate:${bodyHash({ idempotencyKey })}`;

/**
 * The meter's differences of a job as corrections of a re-rating: with its reason and both prices, under its key. The
 * first of a job has a key that can be known beforehand: by it a repeated request is recognised.
 */
export function rerateEntries(
  job: JobRow,
  runs: readonly BilledRun[],
  owed: readonly Entry[],
  input: RerateJobs,
): Entry[] {
  const key = `${meterKey(job.id)}${keyOf(input)}`;
  const hash = bodyHash(input);
  return owed.map((entry, i) => ({
    ...entry,
    key: i === 0 ? key : `${key}:${i}`,
    bodyHash: hash,
    details: { reason: input.reason, ...pricesAt(job, runs, entry.recordedAt) },
  }));
}

function pricesAt(job: JobRow, runs: readonly BilledRun[], at: number) {
  const index = runs.findLastIndex((run) => toMs(run.start) <= at);
  const [before, after] = [job.runs[index], runs[index]];
  return before && after ? { previous_unit_price: before.unitPrice, unit_price: after.unitPrice } : {};
}

/** What an earlier request with the same key has done; CONFLICT when it asked for something else. */
export async function reratedBefore({ tx, userId }: Scope, input: RerateJobs): Promise<Rerated | undefined> {
  const key = sql`${systemKey("meter:")}::text || ${jobs.id} || ${`:${keyOf(input)}`}::text`;
  const first = tx
    .select({ id: jobs.id })
    .from(costRecords)
    .innerJoin(jobs, and(eq(jobs.userId, userId), eq(costRecords.idempotencyKey, key)))
    .where(eq(costRecords.userId, userId));
  const [done] = await tx
    .select({
      corrected: sql<number>`count(*)::int`,
      difference: sql<string>`coalesce(sum(${costRecords.amount}), 0)`,
      hash: sql<string | null>`min(${costRecords.bodyHash})`,
    })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        sql`${costRecords.jobId} in (${first})`,
        sql`starts_with(${costRecords.idempotencyKey}, ${systemKey("meter:")}::text || ${costRecords.jobId} || ${`:${keyOf(input)}`}::text)`,
      ),
    );
  if (!done || done.corrected === 0) return undefined;
  if (done.hash !== bodyHash(input)) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  return { corrected: done.corrected, difference: fromUnits(toUnits(done.difference)) };
}
