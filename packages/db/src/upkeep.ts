import type postgres from "postgres";
import { briefly, isHeld } from "./lock-wait";

/** Somebody looks after the table just now, and this is worth no wait; ms. */
const LOCK_WAIT_MS = 50;

// Vacuum and statistics by thousands of rows, not by a fifth of ten years: docs/operations.md, "Old data". A number that is
// set counts as somebody's choice, also where it was ours: another one here reaches new databases alone, unless a migration
// resets the old one.
const BY_ROWS = {
  autovacuum_vacuum_insert_scale_factor: "0",
  autovacuum_vacuum_insert_threshold: "50000",
  autovacuum_analyze_scale_factor: "0",
  autovacuum_analyze_threshold: "50000",
};
const WRITTEN_ONCE = { ...BY_ROWS, autovacuum_freeze_min_age: "0" };
const SUMS = { ...BY_ROWS, autovacuum_vacuum_scale_factor: "0", autovacuum_vacuum_threshold: "20000" };

const UPKEEP: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lora_cost_records: WRITTEN_ONCE,
  lora_job_events: WRITTEN_ONCE,
  cost_rollups: SUMS,
  job_rollups: SUMS,
  lora_training_jobs: {
    autovacuum_vacuum_scale_factor: "0",
    autovacuum_vacuum_threshold: "5000",
    autovacuum_analyze_scale_factor: "0",
    autovacuum_analyze_threshold: "5000",
  },
  lora_notifications: {
    autovacuum_vacuum_scale_factor: "0.02",
    autovacuum_vacuum_insert_scale_factor: "0.02",
    autovacuum_analyze_scale_factor: "0.02",
  },
};

/**
 * Says how large tables are vacuumed and counted; what somebody has set stays. It needs a lock that a vacuum holds, for
 * hours where it must not be interrupted, and nothing depends on it: answers the tables whose turn comes at the next start.
 */
export async function setUpkeep(tx: postgres.TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string; known: string[] }[]>`
    select relname as name, coalesce(reloptions, '{}') as known from pg_class
    where relnamespace = 'public'::regnamespace and relname = any(${Object.keys(UPKEEP)}) order by relname`;
  const held: string[] = [];
  for (const { name, known } of rows) {
    const names = new Set(known.map((option) => option.split("=")[0]));
    const missing = Object.entries(UPKEEP[name] ?? {}).filter(([option]) => !names.has(option));
    if (missing.length > 0 && !(await set(tx, name, missing))) held.push(name);
  }
  return held;
}

/** False where the table was held. */
async function set(tx: postgres.TransactionSql, table: string, options: [string, string][]): Promise<boolean> {
  const list = options.map(([option, value]) => `${option} = ${value}`).join(", ");
  try {
    await briefly(tx, LOCK_WAIT_MS, (inner) => inner.unsafe(`alter table ${table} set (${list})`));
    return true;
  } catch (error) {
    if (!isHeld(error)) throw error;
    return false;
  }
}
