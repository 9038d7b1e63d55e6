import { fromUnits, toUnits } from "@pipeline/core/money";
import { jobs } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { CostRecord } from "./ledger";

/** Adds new records to the totals of their jobs; `final_cost` stays null while a job is open. */
export async function addToJobs({ tx, userId }: Scope, records: readonly CostRecord[]): Promise<void> {
  const byJob = new Map<string, bigint>();
  for (const { jobId, amount } of records) {
    if (jobId !== null) byJob.set(jobId, (byJob.get(jobId) ?? 0n) + toUnits(amount));
  }
  if (byJob.size === 0) return;
  const rows = [...byJob].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, units]) => ({ id, amount: fromUnits(units) }));
  await tx.execute(sql`
    update ${jobs} as j set current_cost = j.current_cost + r.amount, final_cost = j.final_cost + r.amount
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, amount numeric(38, 12))
    where j.user_id = ${userId} and j.id = r.id`);
}
