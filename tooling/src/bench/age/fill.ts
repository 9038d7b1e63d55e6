import { performance } from "node:perf_hooks";
import { verifyUser } from "@pipeline/api/verify/verify";
import type { Connection } from "@pipeline/db";
import type postgres from "postgres";
import { withoutIndexes } from "./bulk";
import { DAYS, JOB_DAYS, QUARTERS, recordsOf } from "./ledger-sql";
import { ACCOUNTS, auditSince, BUDGETS, INBOXES, jobsOf, MONTHS, OF_JOBS, TOTALS } from "./rest-sql";
import { type Class, NOW, recentOf, slicesOf, START } from "./size";

export type History = { readonly classes: readonly Class[]; readonly days: number; readonly isOld: boolean };
type Told = (step: string) => void;

const LARGE = [
  "lora_cost_records",
  "cost_rollups",
  "job_rollups",
  "lora_training_jobs",
  "lora_job_events",
  "lora_notifications",
  "lora_artifacts",
];

/**
 * Fills an empty database with accounts whose ledgers hold ten years, or the same accounts with the latest days alone: in
 * bulk as the owner, over one connection. One account of each kind is checked by the project's own verification.
 */
export async function fill(owner: Connection, history: History, told: Told = () => {}): Promise<void> {
  const began = performance.now();
  const say = (step: string) => told(`${((performance.now() - began) / 1000).toFixed(0)} s: ${step}`);
  const sql = await owner.sql.reserve();
  try {
    for (const [name, value] of Object.entries(SETTINGS)) await sql.unsafe(`set ${name} = '${value}'`);
    await makePeople(sql, history.classes);
    for (const text of ACCOUNTS) await sql.unsafe(text);
    await withoutIndexes(sql, LARGE, { told: say, fill: () => fillLarge(sql, history, say) });
    await fillRest(sql, history);
    say("budgets, inboxes, log");
    await sql.unsafe("vacuum (analyze)");
    say("vacuumed");
    for (const { userId } of await accountsOf(sql, history.classes)) {
      const difference = await verifyUser(owner.db, userId, () => NOW);
      if (difference) throw new Error(`A sum is wrong: ${JSON.stringify(difference)}`);
    }
    say("verified");
  } finally {
    await sql.unsafe("discard all").catch(() => {});
    sql.release();
  }
}

async function fillRest(sql: postgres.ISql, { days, isOld }: History): Promise<void> {
  const [budgets = "", ...periods] = BUDGETS;
  for (const text of [budgets, ...MONTHS, ...periods, INBOXES]) await sql.unsafe(text);
  await sql.unsafe(auditSince(isOld ? START : recentOf(days).from));
}

const SETTINGS = { maintenance_work_mem: "1GB", work_mem: "256MB", synchronous_commit: "off", TimeZone: "UTC" };

// The same ids for the same number, whatever the history.
async function makePeople(sql: postgres.ISql, classes: readonly Class[]): Promise<void> {
  await sql`create temp table age_people (n bigint primary key, user_id uuid, records bigint, zone text)`;
  let before = 0;
  for (const { accounts, records: each } of classes) {
    await sql`
      insert into age_people
      select n, overlay(overlay(md5('age ' || n) placing '4' from 13) placing '8' from 17)::uuid, ${each}::bigint,
        (array['America/New_York', 'UTC', 'Asia/Kolkata'])[1 + n % 3]
      from generate_series(${before + 1}::bigint, ${before + accounts}::bigint) n`;
    before += accounts;
  }
  await sql`analyze age_people`;
}

async function fillLarge(sql: postgres.ISql, { days, isOld }: History, say: Told): Promise<void> {
  const recent = recentOf(days);
  for (const slice of slicesOf(recent, isOld)) {
    await sql.unsafe(recordsOf(slice));
    say(`records up to ${new Date(slice.to).toISOString().slice(0, 10)}`);
  }
  for (const sums of [QUARTERS, JOB_DAYS, DAYS, TOTALS]) await sql.unsafe(sums);
  say("sums");
  await sql.unsafe("analyze age_totals");
  await sql.unsafe(jobsOf({ ...recent, from: isOld ? START : recent.from }));
  for (const text of OF_JOBS) await sql.unsafe(text);
  say("jobs");
}

/** An account that is measured, and what kind of account it is. */
export type Account = { readonly name: string; readonly userId: string };

/** The first account of each kind. */
export async function accountsOf(sql: postgres.ISql, classes: readonly Class[]): Promise<Account[]> {
  const found: Account[] = [];
  let n = 1;
  for (const { name, accounts } of classes) {
    const [user] = await sql<{ id: string }[]>`select id from users where email = ${`${n}@bench.test`}`;
    if (!user) throw new Error(`There is no ${name} account.`);
    found.push({ name, userId: user.id });
    n += accounts;
  }
  return found;
}
