import type { Actor } from "@pipeline/core/actor";
import type { Ctx } from "@pipeline/api/ctx";
import { databaseOf, readEnv, type Env } from "@pipeline/api/env";
import { keepCurrency } from "@pipeline/api/http/currency";
import { seedPrices } from "@pipeline/api/prices/seed";
import { openDatabase, type Database } from "@pipeline/db";

/** What a command works on. */
export type Installation = { readonly env: Env; readonly database: Database };

type Work = (installation: Installation) => Promise<void>;

/** Opens the installation, joining a server that is up, for as long as `work` takes. */
export function withInstallation(work: Work): Promise<void> {
  return withDatabase(async (installation) => {
    const { env, database } = installation;
    await keepCurrency(database.owner.db, env.currency);
    if (database.embedded) await seedPrices(database.owner.db);
    await work(installation);
  });
}

const say = (line: string) => console.error(line);

/** The same with a database that may hold nothing yet, not even what every installation begins with. */
export async function withDatabase(work: Work): Promise<void> {
  const env = readEnv();
  const database = await openDatabase({ ...databaseOf(env), log: say, warn: say });
  try {
    await work({ env, database });
  } finally {
    await database.close();
  }
}

/** The context in which a command acts for a user, bound by row-level security. */
export function actFor({ env, database }: Installation, userId: string): Ctx {
  const actor: Actor = { kind: "system", userId };
  return { db: database.app.db, actor, now: Date.now, currency: env.currency };
}

/** The id of the account with an e-mail; undefined when there is none. */
export async function findUser({ database }: Installation, email: string): Promise<string | undefined> {
  const [row] = await database.auth.sql<{ id: string }[]>`select id from users where email = ${email.toLowerCase()}`;
  return row?.id;
}

/** The same, or an error that says so. */
export async function requireUser(installation: Installation, email: string): Promise<string> {
  const id = await findUser(installation, email);
  if (id === undefined) throw new Error(`There is no account with the e-mail ${email}.`);
  return id;
}
