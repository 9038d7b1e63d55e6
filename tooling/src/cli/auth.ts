import { createAuth, type Auth } from "@pipeline/api/auth/auth";
import { createUser } from "@pipeline/api/auth/create-user";
import { createLog } from "@pipeline/api/http/log";
import { keepDone } from "@pipeline/api/audit/keep";
import { writing } from "@pipeline/api/ctx";
import { actFor, type Installation } from "./installation";

/** The library that makes accounts and keys. */
export function openAuth({ env, database }: Installation): Auth {
  return createAuth(database.auth.db, env, createLog("silent"));
}

type NewAccount = { email: string; password?: string };

/** Makes an account named after its e-mail; without a password nobody can sign in to it. Answers its id. */
export async function makeAccount(installation: Installation, input: NewAccount): Promise<string> {
  const { email } = input;
  const name = email.slice(0, Math.max(email.lastIndexOf("@"), 1)).slice(0, 100);
  const id = await createUser(openAuth(installation), { ...input, name });
  await writing(actFor(installation, id), (scope) => keepDone(scope, "auth.signUp"));
  return id;
}
