import { setTimeout as sleep } from "node:timers/promises";
import { toInstant } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { budgetPeriods, costRecords, dayChecks, inboxState, jobEvents, jobs, notifications } from "@pipeline/db/schema";
import { getTableName, sql, type AnyColumn } from "drizzle-orm";
import { Counter, Gauge, type Registry } from "prom-client";
import { isBehind } from "../jobs/meter-jobs";
import { written } from "./written";

/** A database that hangs must not make the scrape hang, too. */
const PATIENCE_MS = 2_000;
const TABLES = [costRecords, jobEvents, notifications].map((table) => getTableName(table));
const DUE = { budgets: budgetPeriods.nextDueAt, inbox: inboxState.nextDueAt, anomalies: dayChecks.dueAt };

type Sources = { readonly owner: Db; readonly app: Db; readonly now: () => number };

/** What only the database knows. `look` asks it; without an answer there is no figure but `pipeline_database_up 0`. */
export function databaseGauges(registry: Registry, sources: Sources): { look(): Promise<void> } {
  const registers = [registry];
  const up = new Gauge({ name: "pipeline_database_up", help: "1 where the database answers.", registers });
  const answer = new Gauge({
    name: "pipeline_database_answer_seconds",
    help: "How long a request waits for a connection and the smallest answer.",
    registers,
  });
  const lag = new Gauge({
    name: "pipeline_due_work_lag_seconds",
    help: "How long what should have been done by now has been waiting, by kind; 0 where nothing is.",
    labelNames: ["work"],
    registers,
  });
  const metering = new Gauge({
    name: "pipeline_metering_lag_seconds",
    help: "How long the oldest quarter hour of a running job has been over that is not booked; 0 where all are.",
    registers,
  });
  const rows = new Counter({
    name: "pipeline_rows_written_total",
    help: "Rows inserted by all processes, as the database's statistics have it.",
    labelNames: ["table"],
    registers,
  });
  async function read(): Promise<void> {
    const began = performance.now();
    await sources.app.execute(sql`select 1`);
    answer.set((performance.now() - began) / 1000);
    for (const [work, column] of Object.entries(DUE)) {
      lag.set({ work }, await waiting(sources.owner, column, sources.now()));
    }
    metering.set(await unbooked(sources.owner, sources.now()));
    const counted = await written(sources.owner, TABLES);
    rows.reset();
    for (const { name, inserted } of counted) rows.inc({ table: name }, inserted);
  }
  return {
    async look() {
      const answered = read().then(
        () => true,
        () => false,
      );
      const isUp = await Promise.race([answered, sleep(PATIENCE_MS, false, { ref: false })]);
      up.set(isUp ? 1 : 0);
      // What was true a while ago is not a figure of now.
      if (isUp) return;
      answer.remove();
      lag.reset();
      metering.remove();
      rows.reset();
    },
  };
}

async function waiting(owner: Db, column: AnyColumn, now: number): Promise<number> {
  const [row] = await owner.execute<{ seconds: number | null }>(
    sql`select extract(epoch from ${toInstant(now)}::timestamptz - min(${column}))::float8 as seconds
      from ${column.table} where ${column} <= ${toInstant(now)}::timestamptz`,
  );
  return row?.seconds ?? 0;
}

/** Of those that due work would book now, by the same index. */
async function unbooked(owner: Db, now: number): Promise<number> {
  const { meteredUntil, startedAt } = jobs;
  const [row] = await owner.execute<{ seconds: number | null }>(
    sql`select extract(epoch from ${toInstant(now)}::timestamptz - min(date_bin('15 minutes',
          coalesce(${meteredUntil}, ${startedAt}), '2000-01-01Z')) - interval '15 minutes')::float8 as seconds
      from ${jobs} where ${isBehind(toInstant(now))}`,
  );
  return row?.seconds ?? 0;
}
