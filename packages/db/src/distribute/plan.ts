import type { Reference, State } from "./state";
import { literal } from "../sql-text";

/** Statements in the order in which they run: all of `change` in one transaction, and then `tidy`, each by itself. */
export type Plan = { readonly change: readonly string[]; readonly tidy: readonly string[] };

const NOTHING: Plan = { change: [], tidy: [] };
const USERS = "public.users";
/** One connection to each node: with several, a table and what refers to it would be changed on different ones. */
export const ONE_BY_ONE = "SET LOCAL citus.multi_shard_modify_mode TO 'sequential'";

/**
 * What makes a database sharded by user: `users` on every node, the tables of users' rows in one co-location group; empty
 * where it is. Throws where Citus cannot hold a foreign key.
 */
export function planSharding(state: State): Plan {
  const isSharded = (table: string) => state.places.get(table) === "sharded";
  const left = state.perUser.filter((table) => !isSharded(table));
  const isReference = state.places.get(USERS) === "reference";
  if (left.length === 0 && isReference) return NOTHING;
  // No order of tables avoids it: they must be absent while a table is distributed. Those to users, too, until that is on
  // every node: whatever refers to it then becomes a table that Citus knows, and its rows would be moved twice.
  const goes = (parent: string) => state.perUser.includes(parent) || (parent === USERS && !isReference);
  const absent = state.references.filter(({ table, parent }) => left.includes(table) && goes(parent));
  for (const reference of absent) refuseSetNull(reference);
  const anchor = state.perUser.find(isSharded) ?? left[0];
  return {
    change: [
      ONE_BY_ONE,
      ...unbound(state, left),
      ...absent.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name}`),
      ...(isReference ? [] : [`SELECT create_reference_table(${literal(USERS)})`]),
      ...left.map((table) => sharding(table, table === anchor ? "none" : (anchor ?? "none"))),
      ...absent.map(({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`),
      ...bound(state, left),
    ],
    tidy: [
      // What was there before stays on the coordinator, unseen. Goes through the tables that refer to it, too.
      ...[...(isReference ? [] : [USERS]), ...left].map(
        (table) => `SELECT truncate_local_data_after_distributing_table(${literal(table)})`,
      ),
      `ANALYZE ${[USERS, ...state.perUser].join(", ")}`,
    ],
  };
}

/** What makes plain tables of all that Citus knows; empty where it knows none. */
export function planUndoing(state: State): Plan {
  const change: string[] = [];
  const known = new Set(state.places.keys());
  for (const table of known) {
    const cascade = state.references.some((one) => one.table === table || one.parent === table);
    change.push(`SELECT undistribute_table(${literal(table)}${cascade ? ", cascade_via_foreign_keys => true" : ""})`);
    // With one table go all that its foreign keys lead to.
    for (const other of connected(table, state.references)) known.delete(other);
  }
  if (change.length === 0) return NOTHING;
  const moved = state.perUser.filter((table) => state.places.has(table));
  return {
    change: [ONE_BY_ONE, ...unbound(state, moved), ...change, ...bound(state, moved)],
    tidy: [`ANALYZE ${[USERS, ...state.perUser].join(", ")}`],
  };
}

// Rows are moved as the owner, by COPY, which Postgres refuses whomever row-level security binds.
function unbound({ forced }: State, tables: readonly string[]): string[] {
  return tables
    .filter((table) => forced.includes(table))
    .map((table) => `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
}

function bound({ forced }: State, tables: readonly string[]): string[] {
  return tables
    .filter((table) => forced.includes(table))
    .map((table) => `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
}

function sharding(table: string, beside: string): string {
  return `SELECT create_distributed_table(${literal(table)}, 'user_id', colocate_with => ${literal(beside)})`;
}

function refuseSetNull({ name, definition }: Reference): void {
  if (!/ON (DELETE|UPDATE) SET (NULL|DEFAULT)/i.test(definition)) return;
  throw new Error(`Citus cannot hold the foreign key ${name}: ${definition}.`);
}

function connected(table: string, references: readonly Reference[]): Set<string> {
  const found = new Set([table]);
  // A set that grows is gone through to its end.
  for (const one of found) {
    for (const reference of references) {
      if (reference.table === one) found.add(reference.parent);
      if (reference.parent === one) found.add(reference.table);
    }
  }
  return found;
}
