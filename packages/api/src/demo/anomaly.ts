import { toMs } from "@pipeline/core/instant";
import { toUnits } from "@pipeline/core/money";
import { nextLocalDay } from "@pipeline/core/time-zone";
import { costRollups } from "@pipeline/db/schema";
import { and, asc, eq, sql } from "drizzle-orm";
import { unusualDay } from "../anomalies/check-days";
import { dayKey } from "../anomalies/told";
import type { Scope } from "../ctx";
import type { Happening } from "./happening";

const ISO_DATE = "YYYY-MM-DD".length;
const NOTICED_AFTER_MS = 5 * 60_000;

/** What the latest of the account's unusual days would have told. The account lives in UTC; `until` in ms. */
export async function unusualDays({ tx, userId }: Scope, until: number): Promise<Happening[]> {
  const rows = await tx
    .select({ day: costRollups.bucket, amount: sql<string>`sum(${costRollups.amount})` })
    .from(costRollups)
    .where(and(eq(costRollups.userId, userId), eq(costRollups.grain, "day")))
    .groupBy(costRollups.bucket)
    .orderBy(asc(costRollups.bucket));
  const days = rows.map(({ day, amount }) => ({ day, date: day.slice(0, ISO_DATE), units: toUnits(amount) }));
  const happenings = days.flatMap((day): Happening[] => {
    const payload = unusualDay(day, days);
    const noticed = nextLocalDay(toMs(day.day), "UTC") + NOTICED_AFTER_MS;
    if (!payload) return [];
    return [{ type: "cost_anomaly", at: Math.min(noticed, until), payload, dedupeKey: dayKey(day.date) }];
  });
  return happenings.slice(-1);
}
