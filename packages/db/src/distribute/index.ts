import type postgres from "postgres";
import { MIGRATION_LOCK } from "../migrate";
import type { Database } from "../open";
import { missingOf, unheardOf, unreached } from "./missing";
import { ONE_BY_ONE, planSharding, planUndoing, type Plan } from "./plan";
import { readState } from "./state";

export type { Plan } from "./plan";

type Logins = Pick<Database, "app" | "owner" | "auth">;
type Direction = { undo?: boolean };
type Counts = Readonly<Record<string, string>>;

/** What `distribute` would run, and what an administrator has to run before; nothing is changed. */
export async function planDistribution(
  logins: Logins,
  { undo = false }: Direction = {},
): Promise<Plan & { missing: readonly string[] }> {
  const { app, owner, auth } = logins;
  const state = await readState(owner.sql);
  if (undo) return { ...planUndoing(state), missing: [] };
  const [nodes, unheard] = [missingOf(state), await unheardOf([app, auth])];
  // Without nodes there is nobody to reach.
  const shut = nodes.length > 0 ? [] : await unreached(logins);
  return { ...planSharding(state), missing: [...nodes, ...unheard, ...shut] };
}

/**
 * Shards a migrated database by user, or makes plain tables of all again; a second time changes nothing. All or nothing:
 * one transaction. Answers what has run. Throws with what an administrator must run, and where a table has not as many
 * rows afterwards.
 */
export async function distribute(logins: Logins, direction: Direction = {}): Promise<Plan> {
  const { owner } = logins;
  const { missing } = await planDistribution(logins, direction);
  if (missing.length > 0) {
    throw new Error(`This database cannot be sharded yet. Let an administrator run:\n  ${missing.join("\n  ")}`);
  }
  const { plan, before } = await owner.sql.begin(async (tx) => {
    // Neither migrations nor another of these at the same time.
    await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
    // Before anything is read: nothing may be changed that was read over several connections.
    await tx.unsafe(ONE_BY_ONE);
    const state = await readState(tx);
    const changes = direction.undo === true ? planUndoing(state) : planSharding(state);
    const counts = changes.change.length === 0 ? {} : await count(tx, state.perUser);
    for (const statement of changes.change) await tx.unsafe(statement);
    return { plan: changes, before: counts };
  });
  refuseOther(before, await count(owner.sql, Object.keys(before)), plan);
  await tidyUp(owner.sql, plan);
  return plan;
}

async function tidyUp(sql: postgres.Sql, plan: Plan): Promise<void> {
  for (const [done, statement] of plan.tidy.entries()) {
    try {
      await sql.unsafe(statement);
    } catch (cause) {
      const left = plan.tidy.slice(done).map((one) => `${one};`);
      throw new Error(`It is done, but not tidied up. Run as the owner:\n  ${left.join("\n  ")}`, { cause });
    }
  }
}

async function count(sql: postgres.ISql, tables: readonly string[]): Promise<Counts> {
  const counts: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await sql.unsafe<{ rows: string }[]>(`select count(*) as rows from ${table}`);
    counts[table] = row?.rows ?? "";
  }
  return counts;
}

function refuseOther(before: Counts, after: Counts, { tidy }: Plan): void {
  const other = Object.keys(before).filter((table) => before[table] !== after[table]);
  if (other.length === 0) return;
  const rows = other.map((table) => `${table} had ${before[table]} rows and has ${after[table]}`);
  throw new Error(
    `It is done, but ${rows.join(", ")}. Somebody may have written meanwhile. Once you are sure that nothing is missing, run:\n  ` +
      tidy.map((statement) => `${statement};`).join("\n  "),
  );
}
