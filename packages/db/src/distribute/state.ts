import type postgres from "postgres";

/** A foreign key; tables as SQL takes their names. */
export type Reference = { table: string; name: string; parent: string; definition: string };
type Place = "sharded" | "reference" | "local";

/** How a database is laid out. */
export type State = {
  /** The tables of users' rows: their primary key begins with user_id. */
  readonly perUser: readonly string[];
  /** Of these, the ones whose rules bind their owner, too. */
  readonly forced: readonly string[];
  readonly references: readonly Reference[];
  /** The tables that Citus knows. */
  readonly places: ReadonlyMap<string, Place>;
  /** What is there of Citus; undefined without the extension. */
  readonly nodes: { readonly coordinator: boolean; readonly holders: number } | undefined;
};

/** Reads it from the catalogue. On a server without Citus nothing is sharded. */
export async function readState(sql: postgres.ISql): Promise<State> {
  const [row] = await sql<
    { there: boolean }[]
  >`select to_regclass('pg_catalog.pg_dist_partition') is not null as there`;
  const isCitus = row?.there === true;
  // Its shards are tables of this schema, too.
  const own = isCitus ? sql`not relation_is_a_known_shard(c.oid)` : sql`true`;
  const perUser = await sql<{ name: string; forced: boolean }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as forced
    from pg_index i
      join pg_class c on c.oid = i.indrelid and c.relkind in ('r', 'p') and not c.relispartition
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisprimary and a.attname = 'user_id' and ${own} order by c.relname`;
  const references = await sql<Reference[]>`
    select format('%I.%I', n.nspname, c.relname) as "table", format('%I', f.conname) as name,
      format('%I.%I', m.nspname, p.relname) as parent, pg_get_constraintdef(f.oid) as definition
    from pg_constraint f
      join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class p on p.oid = f.confrelid join pg_namespace m on m.oid = p.relnamespace
    where f.contype = 'f' and f.conparentid = 0 and n.nspname = 'public' and ${own} order by c.relname, f.conname`;
  return {
    perUser: perUser.map(({ name }) => name),
    forced: perUser.filter(({ forced }) => forced).map(({ name }) => name),
    references: [...references],
    places: isCitus ? await placesOf(sql) : new Map(),
    nodes: isCitus ? await nodesOf(sql) : undefined,
  };
}

async function placesOf(sql: postgres.ISql): Promise<Map<string, Place>> {
  const rows = await sql<{ name: string; place: Place }[]>`
    select format('%I.%I', n.nspname, c.relname) as name,
      case when d.partmethod = 'h' then 'sharded' when d.repmodel = 't' then 'reference' else 'local' end as place
    from pg_dist_partition d join pg_class c on c.oid = d.logicalrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' order by 1`;
  return new Map(rows.map(({ name, place }) => [name, place]));
}

async function nodesOf(sql: postgres.ISql): Promise<{ coordinator: boolean; holders: number }> {
  const [row] = await sql<{ coordinator: boolean; holders: number }[]>`
    select coalesce(bool_or(groupid = 0), false) as coordinator,
      (count(*) filter (where shouldhaveshards and isactive and noderole = 'primary'))::int as holders
    from pg_dist_node`;
  return row ?? { coordinator: false, holders: 0 };
}
