import { toInstant } from "@pipeline/core/instant";
import { bucketsOf } from "@pipeline/core/period";
import { addDays, localDate, startOfLocalDate, startOfLocalDay } from "@pipeline/core/time-zone";
import { costRollups } from "@pipeline/db/schema";
import { and, eq, gte, lt } from "drizzle-orm";
import type { Scope } from "../ctx";
import { cellsWithin, type Within } from "./spent";

/** How many complete local days say what is usual. */
export const HISTORY_DAYS = 28;
/** What has cost nothing for so many days before these is new again: nobody looks through ten years for it. */
const REMEMBERED_DAYS = 400;
const DAY_MS = 86_400_000;

/**
 * What each of the last complete local days has cost, in 1e-12 units, oldest first: up to 28, from the first day that
 * had a cost on; costs of more than 400 days before do not count.
 */
export async function historyOf(scope: Scope, within: Within): Promise<bigint[]> {
  const { timeZone } = within;
  const to = startOfLocalDay(scope.now, timeZone);
  const from = startOfLocalDate(addDays(localDate(to, timeZone), -HISTORY_DAYS), timeZone);
  const buckets = bucketsOf({ from, to, timeZone }, "day");
  const [cells, older] = await Promise.all([
    cellsWithin(scope, within, { range: { from, to, timeZone, ledgerTo: to }, buckets }),
    hasOlder(scope, within, from),
  ]);
  const sums = buckets.map(() => 0n);
  for (const { bucket, units } of cells) sums[bucket] = (sums[bucket] ?? 0n) + units;
  const first = older ? 0 : Math.min(buckets.length, ...cells.map(({ bucket }) => bucket));
  return sums.slice(first);
}

async function hasOlder({ tx, userId }: Scope, { project }: Within, from: number): Promise<boolean> {
  const [row] = await tx
    .select({ bucket: costRollups.bucket })
    .from(costRollups)
    .where(
      and(
        eq(costRollups.userId, userId),
        eq(costRollups.grain, "day"),
        gte(costRollups.bucket, toInstant(from - REMEMBERED_DAYS * DAY_MS)),
        lt(costRollups.bucket, toInstant(from)),
        project === undefined ? undefined : eq(costRollups.project, project),
      ),
    )
    .limit(1);
  return row !== undefined;
}
