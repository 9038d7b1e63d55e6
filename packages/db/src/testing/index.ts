import { randomBytes, randomUUID } from "node:crypto";
import { inject } from "vitest";
import postgres from "postgres";
import { connect, type Connection } from "../db";
import { listen, type Listening, type ListenHandlers, type ListenPace } from "../listen";
import type { Access } from "../open";
import { users } from "../schema/users";
import { afterFile } from "./ending";
import type { Login } from "./server";
import { recordStatements, writeStatements } from "./statements";

export { installCitus } from "./citus/index";
export { afterFile } from "./ending";
export { bundled } from "./bundled";
export { databaseUrl } from "./database-url";
export { freePort } from "./free-port";
export { hasPg15, startPg15, type Pg15 } from "./pg15";
export { hasPgBouncer, startPgBouncer, type PgBouncer } from "./pgbouncer";
export { createProxy, type Proxy } from "./proxy";
export { createWire, type Sight, type Verdict, type Wire } from "./wire";
export { haveReplica, openReplica } from "../replica";
export { unfiltered } from "./unfiltered";

export type TestDb = {
  readonly name: string;
  /** As requests connect: row-level security binds it. */
  readonly app: Connection;
  readonly owner: Connection;
  readonly auth: Connection;
  /** A superuser, for looking behind row-level security. */
  readonly admin: Connection;
  /** Listens as the application does. */
  readonly listen: (channel: string, handlers: ListenHandlers, pace?: ListenPace) => Listening;
  /** For another isolate that joins. */
  readonly access: Access;
  /** Makes a user and answers the id. */
  createUser(email?: string): Promise<string>;
};

/**
 * A migrated database of this test file's own, dropped after it. What is sent to it is looked at once the run is over: would
 * it work in a sharded one? `scanned: false` is for tests that leave out the user on purpose.
 */
export async function createTestDb({ scanned = true } = {}): Promise<TestDb> {
  const server = inject("testServer");
  const name = `pipeline_test_${randomBytes(6).toString("hex")}`;
  const maintenance = postgres({ ...server.admin, database: "postgres", max: 1, onnotice: () => {} });
  await maintenance.unsafe(`create database ${name} template ${server.template} owner ${server.owner.user}`);
  const here = (login: Login) => ({ ...login, database: name });
  const open = (role: "app" | "owner" | "auth", max: number) =>
    connect({ ...here(server[role]), ...(scanned && { debug: recordStatements(role) }) }, { max });
  const [app, owner, auth] = [open("app", 8), open("owner", 4), open("auth", 4)];
  const admin = connect(here(server.admin), { max: 2 });
  afterFile(async () => {
    await Promise.all([app, owner, auth, admin].map((connection) => connection.close()));
    writeStatements(server.statements);
    await maintenance.unsafe(`drop database if exists ${name} with (force)`);
    await maintenance.end({ timeout: 5 });
  });
  const createUser = async (email = `${randomUUID()}@example.test`) => {
    const id = randomUUID();
    const at = new Date(0);
    await auth.db.insert(users).values({ id, email, name: email, createdAt: at, updatedAt: at });
    return id;
  };
  return {
    name,
    app,
    owner,
    auth,
    admin,
    listen: (channel, handlers, pace) => listen(here(server.app), channel, handlers, pace),
    access: { app: here(server.app), auth: here(server.auth) },
    createUser,
  };
}
