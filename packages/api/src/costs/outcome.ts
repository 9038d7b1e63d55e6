import { toInstant } from "@pipeline/core/instant";
import { GIVEN_UP_AFTER_MS, UNFINISHED, type Outcome } from "@pipeline/core/outcomes";
import { sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { OpenJob } from "./live";

/**
 * SQL: how the job `j` stands, '' where there is none. Its status, but `lost` apart from other failures, and
 * `never_finished` for a trace without an end and for a pause without a word since `givenUp`.
 */
export function outcomeColumn(givenUp: SQLWrapper | string): SQL {
  return sql`case
    when j.lost then 'lost'
    when j.status = 'failed' and j.reason = ${UNFINISHED} then 'never_finished'
    when j.status = 'paused' and j.last_seen_at < ${givenUp}::timestamptz then 'never_finished'
    else coalesce(j.status, '') end`;
}

/** The same for a job that is running or paused, at `now` (ms). */
export function outcomeOf({ status, lastSeenAt }: Pick<OpenJob, "status" | "lastSeenAt">, now: number): Outcome {
  const givenUp = status === "paused" && lastSeenAt !== null && lastSeenAt < givenUpBefore(now);
  return givenUp ? "never_finished" : status;
}

/** Since when a paused job has to have been silent to count as never finished: a week. */
export const givenUpBefore = (now: number) => toInstant(now - GIVEN_UP_AFTER_MS);
