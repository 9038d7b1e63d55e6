import { toInstant } from "@pipeline/core/instant";
import { ratio } from "@pipeline/core/money";
import { notifications } from "@pipeline/db/schema";
import { and, eq, gte, inArray } from "drizzle-orm";
import type { Scope } from "../ctx";

/** Each job and each date is told of once. */
export const jobKey = (jobId: string) => `anomaly:job:${jobId}`;
export const dayKey = (date: string) => `anomaly:${date}`;

/** Which of the jobs were told of as unusual. */
export async function toldOf({ tx, userId }: Scope, jobIds: readonly string[]): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set();
  const rows = await tx
    .select({ jobId: notifications.jobId })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), inArray(notifications.dedupeKey, jobIds.map(jobKey))));
  return new Set(rows.flatMap(({ jobId }) => (jobId === null ? [] : [jobId])));
}

/** What the unusual jobs told of since `since` (ms) cost, as it was told. */
export async function toldSince({ tx, userId }: Scope, since: number): Promise<string[]> {
  const rows = await tx
    .select({ metadata: notifications.metadata })
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, userId),
        eq(notifications.type, "cost_anomaly"),
        gte(notifications.sortAt, toInstant(since)),
      ),
    );
  return rows.flatMap(({ metadata: { kind, amount } }) =>
    kind === "job" && typeof amount === "string" ? [amount] : [],
  );
}

const PRECISION = 10;

/** How many times the usual an amount is, to a tenth; never for further arithmetic. */
export function timesOf(amount: string, usual: string): number {
  return Math.round(((ratio(amount, usual) ?? 0) + 1) * PRECISION) / PRECISION;
}
