import { toMs } from "@pipeline/core/instant";
import { accrued } from "@pipeline/core/meter";
import { add, fromUnits, toUnits } from "@pipeline/core/money";
import { costRecords, jobs } from "@pipeline/db/schema";
import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { systemKey } from "../costs/ledger";
import { toRun } from "../costs/live";
import type { Scope } from "../ctx";
import type { Difference } from "./difference";

const PAGE = 500;

type Metered = Pick<typeof jobs.$inferSelect, "id" | "runs" | "meteredUntil">;

/**
 * The first job whose meter has not booked exactly what its paid stretches cost up to where it has got. Corrections
 * that the meter made count; those of people do not.
 */
export async function verifyMeter(scope: Scope): Promise<Difference | undefined> {
  let after: string | undefined;
  for (;;) {
    const page = await pageOfJobs(scope, after);
    const booked = await bookedBy(
      scope,
      page.map(({ id }) => id),
    );
    for (const job of page) {
      const stored = booked.get(job.id) ?? "0";
      const recomputed = usedBy(job);
      if (stored === recomputed) continue;
      const key = { user_id: scope.userId, job_id: job.id, metered_until: job.meteredUntil ?? "null" };
      return { table: "lora_cost_records", key, stored: `metered ${stored}`, recomputed: `metered ${recomputed}` };
    }
    if (page.length < PAGE) return undefined;
    after = page.at(-1)?.id;
  }
}

function pageOfJobs({ tx, userId }: Scope, after: string | undefined): Promise<Metered[]> {
  return tx
    .select({ id: jobs.id, runs: jobs.runs, meteredUntil: jobs.meteredUntil })
    .from(jobs)
    .where(and(eq(jobs.userId, userId), after === undefined ? undefined : gt(jobs.id, after)))
    .orderBy(asc(jobs.id))
    .limit(PAGE);
}

async function bookedBy({ tx, userId }: Scope, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ jobId: costRecords.jobId, amount: sql<string>`sum(${costRecords.amount})` })
    .from(costRecords)
    .where(
      and(
        eq(costRecords.userId, userId),
        inArray(costRecords.jobId, ids),
        sql`starts_with(${costRecords.idempotencyKey}, ${systemKey("meter:")} || ${costRecords.jobId} || ':')`,
      ),
    )
    .groupBy(costRecords.jobId);
  return new Map(rows.map(({ jobId, amount }) => [jobId ?? "", fromUnits(toUnits(amount))]));
}

function usedBy({ runs, meteredUntil }: Metered): string {
  if (meteredUntil === null) return "0";
  return add(...runs.map((run) => accrued(toRun(run), toMs(run.start), toMs(meteredUntil))));
}
