import { createHmac } from "node:crypto";
import type postgres from "postgres";
import { client, type Target } from "./target";
import { errorCode } from "./tenant";

/** Connects requests: owns nothing, sees through row-level security. */
export const APP_ROLE = "pipeline_app";
/** Connects better-auth: the door tables and nothing else. */
export const AUTH_ROLE = "pipeline_auth";

/** Password of a login that Pipeline makes: the same in every process that knows the secret. */
export function rolePassword(secret: string, role: string): string {
  return createHmac("sha256", secret).update(`postgres role ${role}`).digest("base64url");
}

/** Makes the logins that are missing and sets their passwords, where this login may; else they are left as they are. */
export async function ensureRoles(admin: Target, roles: readonly string[], secret: string): Promise<void> {
  const sql = client(admin, { max: 1 });
  try {
    for (const role of roles) await ensureRole(sql, role, secret);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function ensureRole(sql: postgres.Sql, role: string, secret: string): Promise<void> {
  const [known] = await sql`select rolcanlogin from pg_roles where rolname = ${role}`;
  const password = rolePassword(secret, role);
  try {
    await sql.unsafe(`${known ? "ALTER" : "CREATE"} ROLE ${role} LOGIN PASSWORD '${password}'`);
  } catch (error) {
    // Another process made it in between, or it is for an administrator to do: what is missing shows at its first use.
    const code = errorCode(error);
    if (code !== "42710" && code !== "XX000" && code !== "42501") throw error;
  }
}
