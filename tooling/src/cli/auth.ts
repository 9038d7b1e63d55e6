import { createAuth, type Auth } from "@pipeline/api/auth/auth";
import { createUser } from "@pipeline/api/auth/create-user";
import { createLog } from "@pipeline/api/http/log";
import type { Installation } from "./installation";

/** The library that makes accounts and keys. */
export function openAuth({ env, database }: Installation): Auth {
  return createAuth(database.auth.db, env, createLog("silent"));
}

/** Makes an account named after its e-mail; without a password nobody can sign in to it. Answers its id. */
export function makeAccount(installation: Installation, input: { email: string; password?: string }): Promise<string> {
  const { email } = input;
  const name = email.slice(0, Math.max(email.lastIndexOf("@"), 1)).slice(0, 100);
  return createUser(openAuth(installation), { ...input, name });
}
