import type postgres from "postgres";
import { TABLES } from "./tables";

/** Refuses a role for requests that row-level security does not bind: superuser, BYPASSRLS, owner of a table. */
export async function refusePrivileged(sql: postgres.Sql): Promise<void> {
  const [row] = await sql<{ name: string; privileged: boolean; owns: boolean }[]>`
    select rolname as name, rolsuper or rolbypassrls as privileged,
      exists (select 1 from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p')
        and c.relname = any(${[...TABLES]}) and c.relnamespace = 'public'::regnamespace) as owns
    from pg_roles r where rolname = current_user`;
  if (!row || row.privileged || row.owns) {
    throw new Error(
      `The role "${row?.name}" would bypass row-level security (superuser, BYPASSRLS or owner of the tables). ` +
        "Give DATABASE_URL a role that owns nothing, and the owner in DATABASE_ADMIN_URL.",
    );
  }
}
