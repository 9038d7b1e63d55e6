import { isDomainError } from "@pipeline/core/errors";
import type { Db } from "@pipeline/db";
import { users } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import type { Auth } from "../auth/auth";
import { createUser } from "../auth/create-user";

export const DEMO_EMAIL = "demo@pipeline.local";
export const DEMO_PASSWORD = "pipeline-demo";

/** The id of the demo account, made when it is missing. `authDb` is the door's own connection. */
export async function demoAccount(auth: Auth, authDb: Db): Promise<string> {
  const known = await findDemo(authDb);
  if (known !== undefined) return known;
  try {
    return await createUser(auth, { email: DEMO_EMAIL, password: DEMO_PASSWORD, name: "Demo" });
  } catch (error) {
    // Another process that starts at the same time was faster.
    const made = isDomainError(error) && error.code === "CONFLICT" ? await findDemo(authDb) : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

async function findDemo(authDb: Db): Promise<string | undefined> {
  const [row] = await authDb.select({ id: users.id }).from(users).where(eq(users.email, DEMO_EMAIL));
  return row?.id;
}
