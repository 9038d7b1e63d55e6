import type postgres from "postgres";
import type { Row } from "../support/report";

type Size = { name: string; kind: string; rows: number; bytes: string };

/** What the tables and indexes take that hold most, the largest first. */
export async function sizesOf(sql: postgres.ISql): Promise<Row[]> {
  const sizes = await sql<Size[]>`
    select c.relname as name, case c.relkind when 'r' then 'table' else 'index' end as kind, c.reltuples::float8 as rows,
      pg_relation_size(c.oid) as bytes
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')
    order by pg_relation_size(c.oid) desc limit 24`;
  return sizes.map(({ name, kind, rows, bytes }) => ({ name, kind, rows, MB: Number(bytes) / 1e6 }));
}
