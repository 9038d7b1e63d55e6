import type postgres from "postgres";
import { errorCode } from "./tenant";

/** Others hold the table, or wait for what we hold. */
const HELD = new Set(["55P03", "40P01"]);

/** Whether somebody else's lock is why a statement failed. */
export function isHeld(error: unknown): boolean {
  return HELD.has(errorCode(error) ?? "");
}

/**
 * Works inside of a savepoint that waits at most `waitMs` for each table: where it fails, what it has locked is given back.
 * It may touch tables that are sharded, whose shards hear of the wait; plain Postgres takes that as a note.
 */
export async function briefly(
  tx: postgres.TransactionSql,
  waitMs: number,
  body: (inner: postgres.TransactionSql) => Promise<unknown>,
): Promise<void> {
  await tx.savepoint(async (inner) => {
    await inner.unsafe("set local citus.propagate_set_commands = 'local'");
    await inner.unsafe("set local citus.multi_shard_modify_mode = 'sequential'");
    await inner.unsafe(`set local lock_timeout = ${waitMs}`);
    await body(inner);
    await inner.unsafe("set local lock_timeout to default");
  });
}
