import { ENDED_STATUSES } from "@pipeline/core/job-words";
import { costRecords, jobs } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import { firstDifference, type Difference } from "./difference";

const ENDED = sql.join(
  ENDED_STATUSES.map((status) => sql`${status}`),
  sql`, `,
);

const totals = (current: string, final: string) =>
  sql.raw(
    `'current_cost ' || trim_scale(${current}) || ', final_cost ' || coalesce(trim_scale(${final})::text, 'null')`,
  );

/** The first job whose totals are not the sum of its records; a final cost is there once it has ended, not before. */
export function verifyJobTotals(scope: Scope): Promise<Difference | undefined> {
  return firstDifference(
    scope,
    "lora_training_jobs",
    sql`select jsonb_build_object('id', id) as key, ${totals("current_cost", "final_cost")} as stored,
        ${totals("total", "final_total")} as recomputed
      from (
        select j.id, j.current_cost, j.final_cost, coalesce(r.amount, 0) as total,
          case when j.status in (${ENDED}) then coalesce(r.amount, 0) end as final_total
        from ${jobs} j left join (
          select job_id, sum(amount) as amount from ${costRecords}
          where user_id = ${scope.userId} and job_id is not null group by job_id
        ) r on r.job_id = j.id
        where j.user_id = ${scope.userId}
      ) t
      where (current_cost, final_cost) is distinct from (total, final_total)`,
  );
}
