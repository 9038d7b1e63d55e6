import { jobs } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import { reading, type Ctx } from "../ctx";

/** How far the estimates on one GPU type were off: |final − estimated| / estimated, so 0.23 is 23%. */
export type EstimateError = { gpuType: string; jobs: number; median: number; mean: number };

const LATEST = 1000;

/**
 * The median and mean absolute percentage error of the estimates of the actor's latest 1,000 completed jobs, by GPU
 * type, most jobs first.
 */
export async function estimateErrors(ctx: Ctx): Promise<{ items: EstimateError[] }> {
  return reading(ctx, async ({ tx, userId }) => {
    const items = await tx.execute<EstimateError>(sql`
      select gpu_type as "gpuType", count(*)::int as jobs,
        percentile_cont(0.5) within group (order by error::float8) as median, avg(error)::float8 as mean
      from (
        select gpu_type, abs(final_cost - estimated_total_cost) / estimated_total_cost as error
        from ${jobs}
        where user_id = ${userId} and ended_at is not null and status = 'completed' and estimated_total_cost > 0
        order by ended_at desc, id desc limit ${LATEST}
      ) latest
      group by gpu_type order by count(*) desc, gpu_type`);
    return { items: [...items] };
  });
}
