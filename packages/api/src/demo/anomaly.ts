import { toInstant, toMs } from "@pipeline/core/instant";
import { compare } from "@pipeline/core/money";
import { costRollups } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { Happening } from "./happening";

const DAY_MS = 86_400_000;
const NOTICED_AFTER_MS = 5 * 60_000;

/** What the largest day of all would have told, against the median of the days that have costs. `until` in ms. */
export async function largestDay({ tx, userId }: Scope, until: number): Promise<Happening[]> {
  const rows = await tx
    .select({ day: costRollups.bucket, amount: sql<string>`trim_scale(sum(${costRollups.amount}))` })
    .from(costRollups)
    .where(and(eq(costRollups.userId, userId), eq(costRollups.grain, "day")))
    .groupBy(costRollups.bucket);
  const days = rows.toSorted((a, b) => compare(a.amount, b.amount));
  const largest = days.at(-1);
  const median = days[Math.floor((days.length - 1) / 2)];
  if (!largest || !median) return [];
  const noticed = toMs(largest.day) + DAY_MS + NOTICED_AFTER_MS;
  const date = largest.day.slice(0, toInstant(0).indexOf("T"));
  return [
    {
      type: "cost_anomaly",
      at: Math.min(noticed, until),
      payload: { date, amount: largest.amount, usual: median.amount },
      dedupeKey: `anomaly:${date}`,
    },
  ];
}
