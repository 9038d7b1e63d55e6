import { toInstant, toMs } from "@pipeline/core/instant";
import { nextLocalDay, startOfLocalDay } from "@pipeline/core/time-zone";
import { costRollups } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import type { Scope } from "../ctx";

/** Rebuilds the day grain from the quarter hours in `timeZone`. The caller holds the account's settings. */
export async function recutDays({ tx, userId }: Scope, timeZone: string): Promise<void> {
  const grain = (name: "day" | "quarter") => and(eq(costRollups.userId, userId), eq(costRollups.grain, name));
  await tx.delete(costRollups).where(grain("day"));
  const [span] = await tx
    .select({
      first: sql<string | null>`min(${costRollups.bucket})`.mapWith(costRollups.bucket),
      last: sql<string | null>`max(${costRollups.bucket})`.mapWith(costRollups.bucket),
    })
    .from(costRollups)
    .where(grain("quarter"));
  if (!span?.first || !span.last) return;
  const starts: string[] = [];
  for (
    let day = startOfLocalDay(toMs(span.first), timeZone);
    day <= toMs(span.last);
    day = nextLocalDay(day, timeZone)
  ) {
    starts.push(toInstant(day));
  }
  const days = sql`(select (${`{${starts.join(",")}}`}::text)::timestamptz[])`;
  // Without an answer, which nobody reads, a sharded database might COPY, which row-level security forbids.
  await tx.execute(sql`
    insert into ${costRollups} (user_id, grain, bucket, cost_type, project, gpu_type, amount, count)
    select s.user_id, 'day', (${days})[width_bucket(s.bucket, ${days})], s.cost_type, s.project, s.gpu_type,
      sum(s.amount), sum(s.count)
    from ${costRollups} s
    where s.user_id = ${userId} and s.grain = 'quarter'
    group by 1, 2, 3, 4, 5, 6
    returning grain`);
}
