import type { Db } from "@pipeline/db";
import { sql } from "drizzle-orm";

type Written = { name: string; inserted: number };

/** How many rows were inserted into each table, as the database's statistics have it; those of a sharded one lie at its shards. */
export async function written(owner: Db, tables: readonly string[]): Promise<Written[]> {
  const [row] = await owner.execute<{ sharded: boolean }>(
    sql`select to_regclass('pg_catalog.pg_dist_partition') is not null as sharded`,
  );
  const here = await onThisServer(owner, tables);
  if (row?.sharded !== true) return here;
  return Promise.all(
    here.map(async ({ name, inserted }) => ({ name, inserted: inserted + (await onShards(owner, name)) })),
  );
}

function onThisServer(owner: Db, tables: readonly string[]): Promise<Written[]> {
  return owner.execute<Written>(
    sql`select relname as name, n_tup_ins::float8 as inserted from pg_stat_user_tables
      where schemaname = 'public' and relname in ${tables}`,
  );
}

/** What each of its shards is asked, wherever it is. */
const AT_A_SHARD = "select n_tup_ins from pg_stat_all_tables where relid = '%1$s'::regclass";

async function onShards(owner: Db, name: string): Promise<number> {
  const [known] = await owner.execute(
    sql`select 1 from pg_dist_partition where logicalrelid = ${name}::regclass and partmethod = 'h'`,
  );
  if (!known) return 0;
  const [row] = await owner.execute<{ inserted: number }>(
    sql`select coalesce(sum(result::float8) filter (where success), 0) as inserted
      from run_command_on_shards(${name}::regclass, ${AT_A_SHARD})`,
  );
  return row?.inserted ?? 0;
}
