import type postgres from "postgres";
import { AUTH_ROLE, rolePassword } from "./roles";
import { asLogin, client, type Target } from "./target";
import { errorCode } from "./tenant";
import { quoted } from "./sql-text";

/** Who is to own the tables, and the logins that need a way to them. */
export type Wanted = {
  readonly owner: Target;
  readonly appRole: string;
  readonly secret: string;
  readonly madeApp: boolean;
};

// Not allowed; no such role; not let in, or with another password.
const FOR_AN_ADMINISTRATOR = new Set(["42501", "42704", "28000", "28P01"]);

/**
 * What an error of the start means for whoever runs it: where the owner may not do what is needed, an Error with every
 * statement that an administrator has to run; else the error itself.
 */
export async function explain(failure: unknown, wanted: Wanted): Promise<unknown> {
  if (!FOR_AN_ADMINISTRATOR.has(errorCode(failure) ?? "")) return failure;
  const statements = await missing(wanted).catch(() => []);
  if (statements.length === 0) return failure;
  const list = statements.map((statement) => `  ${statement}`).join("\n");
  return new Error(`The owner may not do all that is needed. Let an administrator run in this database:\n${list}`, {
    cause: failure,
  });
}

/** Throws what `explain` would say when something is missing: a grant that was not given is only a notice. */
export async function refuseUnreachable(wanted: Pick<Wanted, "owner" | "appRole">): Promise<void> {
  const sql = client(wanted.owner, { max: 1 });
  try {
    for (const role of [wanted.appRole, AUTH_ROLE]) {
      const [row] = await sql<{ uses: boolean }[]>`select has_schema_privilege(${role}, 'public', 'usage') as uses`;
      if (row?.uses === false) throw Object.assign(new Error(`${role} may not use the schema.`), { code: "42501" });
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The statements that are missing, in their order. */
async function missing(wanted: Wanted): Promise<string[]> {
  const sql = client(wanted.owner, { max: 1 });
  try {
    return [...(await logins(sql, wanted)), ...(await grants(sql, wanted))];
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function logins(sql: postgres.Sql, { appRole, secret, madeApp, owner }: Wanted): Promise<string[]> {
  const statements: string[] = [];
  for (const role of [appRole, AUTH_ROLE]) {
    const isOurs = madeApp || role === AUTH_ROLE;
    const password = isOurs ? `'${rolePassword(secret, role)}'` : "'…'";
    const [known] = await sql<{ binds: boolean }[]>`
      select rolcanlogin and not rolsuper and not rolbypassrls as binds from pg_roles where rolname = ${role}`;
    const rest = `${quoted(role)} LOGIN PASSWORD ${password} NOSUPERUSER NOBYPASSRLS;`;
    const note = isOurs ? "" : " -- the password of DATABASE_URL";
    if (!known) statements.push(`CREATE ROLE ${rest}${note}`);
    else if (!known.binds || (isOurs && !(await letsIn(owner, role, rolePassword(secret, role))))) {
      statements.push(`ALTER ROLE ${rest}${note}`);
    }
  }
  return statements;
}

async function grants(sql: postgres.Sql, { appRole }: Wanted): Promise<string[]> {
  const [now] = await sql<Rights[]>`
    select current_user as owner, current_database() as database,
      has_database_privilege(current_database(), 'create') as creates,
      has_schema_privilege('public', 'create') and has_schema_privilege('public', 'usage') as fills`;
  if (!now) return [];
  const database = quoted(now.database);
  const owner = quoted(now.owner);
  const statements: string[] = [];
  if (!now.creates) statements.push(`GRANT CREATE ON DATABASE ${database} TO ${owner};`);
  if (!now.fills) statements.push(`GRANT USAGE, CREATE ON SCHEMA public TO ${owner};`);
  const both = [appRole, AUTH_ROLE];
  const roles = both.map(quoted).join(", ");
  const lacks = async (has: (role: string) => Promise<{ has: boolean }[]>) => {
    // One that does not exist yet has what everybody has.
    const answers = await Promise.all(both.map((role) => has(role).catch(() => has("public"))));
    return answers.some(([row]) => row?.has === false);
  };
  const connects = (role: string) => sql<{ has: boolean }[]>`
    select has_database_privilege(${role}, current_database(), 'connect') as has`;
  const uses = (role: string) => sql<{ has: boolean }[]>`
    select has_schema_privilege(${role}, 'public', 'usage') as has`;
  if (await lacks(connects)) statements.push(`GRANT CONNECT ON DATABASE ${database} TO ${roles};`);
  if (await lacks(uses)) statements.push(`GRANT USAGE ON SCHEMA public TO ${roles};`);
  return statements;
}

type Rights = { owner: string; database: string; creates: boolean; fills: boolean };

/** Whether a login comes in with a password. */
async function letsIn(owner: Target, user: string, password: string): Promise<boolean> {
  const sql = client(asLogin(owner, user, password), { max: 1 });
  try {
    await sql`select 1`;
    return true;
  } catch (error) {
    return !["28000", "28P01"].includes(errorCode(error) ?? "");
  } finally {
    await sql.end({ timeout: 5 });
  }
}
