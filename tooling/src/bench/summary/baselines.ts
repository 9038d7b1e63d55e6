import { toUnits } from "@pipeline/core/money";
import { localDate } from "@pipeline/core/time-zone";
import type { App } from "@pipeline/api/http";
import type { Connection } from "@pipeline/db";
import { ZONES } from "./fill";
import type { Question } from "./questions";

/** Sums by local day and type, in 1e-12 units: what all ways have to agree on. */
export type Figures = Map<string, bigint>;

type Transaction = Parameters<Parameters<Connection["sql"]["begin"]>[1]>[0];
type Sum = { bucket: string | null; cost_type: string; amount: string; count: string };

/** In a transaction like the verb's, read only on one snapshot, as the user; two statements in one flight. */
function asUser<T>(
  { database }: App,
  { userId }: Question,
  query: (sql: Transaction) => PromiseLike<readonly T[]>,
): Promise<readonly T[]> {
  return database.app.sql.begin("isolation level repeatable read read only", async (sql) => {
    const [, rows] = await Promise.all([sql`select set_app_user(${userId})`, query(sql)]);
    return rows;
  });
}

/** The sums and what they are compared with, by the one statement of roll-ups that answers both. */
export function bareRollups(app: App, question: Question): Promise<readonly Sum[]> {
  const { userId, zone, before, from, to } = question;
  return asUser(app, question, (sql) =>
    zone === ZONES.own
      ? sql<Sum[]>`
        select case when bucket >= ${from} then bucket end as bucket, cost_type, sum(amount) as amount, sum(count) as count
        from cost_rollups
        where user_id = ${userId} and grain = 'day' and bucket >= ${before} and bucket < ${to} group by 1, 2`
      : sql<Sum[]>`
        select case when bucket >= ${from} then date_trunc('day', bucket, ${zone}) end as bucket, cost_type,
          sum(amount) as amount, sum(count) as count
        from cost_rollups
        where user_id = ${userId} and grain = 'quarter' and bucket >= ${before} and bucket < ${to} group by 1, 2`,
  );
}

/** The sums from the records, by the index made for it; the window before is left out. */
export function groupRecords(app: App, question: Question): Promise<readonly Sum[]> {
  const { userId, zone, from, to } = question;
  return asUser(
    app,
    question,
    (sql) => sql<Sum[]>`
      select date_trunc('day', recorded_at, ${zone}) as bucket, cost_type, sum(amount) as amount, count(*) as count
      from lora_cost_records
      where user_id = ${userId} and recorded_at >= ${from} and recorded_at < ${to} group by 1, 2`,
  );
}

type Charge = { recorded_at: string; cost_type: string; amount: string };

/** All records of the window, added up here as floats; the window before is left out. */
export async function reduceRecords(app: App, question: Question): Promise<Map<string, number>> {
  const { userId, zone, from, to } = question;
  const records = await asUser(
    app,
    question,
    (sql) => sql<Charge[]>`
      select * from lora_cost_records where user_id = ${userId} and recorded_at >= ${from} and recorded_at < ${to}`,
  );
  const sums = new Map<string, number>();
  for (const { recorded_at, cost_type, amount } of records) {
    const key = `${localDate(Date.parse(recorded_at), zone)} ${cost_type}`;
    sums.set(key, (sums.get(key) ?? 0) + Number(amount));
  }
  return sums;
}

/** Sums of a statement by the names of their days; those of the window before are left out. */
export function figuresOf(sums: readonly Sum[], { zone }: Question): Figures {
  return new Map(
    sums.flatMap(({ bucket, cost_type, amount }) =>
      bucket === null ? [] : [[`${localDate(Date.parse(bucket), zone)} ${cost_type}`, toUnits(amount)]],
    ),
  );
}
