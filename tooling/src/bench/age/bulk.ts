import type postgres from "postgres";

type Named = { owner: string; name: string; definition: string; kind: string };

/**
 * Fills tables without their keys, indexes and references, and makes these anew as the migrations have them. References are
 * not looked through again: what is filled must hold by how it is made. New rows are checked as ever.
 */
export async function withoutIndexes(
  sql: postgres.ISql,
  tables: readonly string[],
  { fill, told }: { fill: () => Promise<void>; told: (step: string) => void },
): Promise<void> {
  const constraints = await sql<Named[]>`
    select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition,
      contype::text as kind
    from pg_constraint where conrelid = any(${[...tables]}::regclass[]) and contype in ('p', 'u', 'f')
    order by contype = 'f' desc`;
  const indexes = await sql<Named[]>`
    select indrelid::regclass::text as owner, indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition,
      'i' as kind
    from pg_index where indrelid = any(${[...tables]}::regclass[])
      and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))`;
  for (const { owner, name } of constraints) await sql.unsafe(`alter table ${owner} drop constraint ${name}`);
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
  await fill();
  for (const { owner, name, definition, kind } of constraints.toReversed()) {
    const unchecked = kind === "f" ? " not valid" : "";
    await sql.unsafe(`alter table ${owner} add constraint ${name} ${definition}${unchecked}`);
    told(name);
  }
  for (const { name, definition } of indexes) {
    await sql.unsafe(definition);
    told(name);
  }
}
