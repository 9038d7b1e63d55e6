import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { readState } from "../distribute/state";
import { startEmbedded } from "../embedded/index";
import { grant } from "../grants";
import { migrate } from "../migrate";
import { APP_ROLE, AUTH_ROLE, ensureRoles, rolePassword } from "../roles";
import { client, type Target } from "../target";
import { scan } from "./sharding/scan";
import { readStatements } from "./statements";

/** How a test file reaches the server: plain data, since it crosses to the workers. */
type TestServer = {
  /** One connection of an administrator, as options of postgres.js without a database. */
  admin: Login;
  owner: Login;
  app: Login;
  auth: Login;
  /** A migrated, empty database to copy from. */
  template: string;
  /** Where workers write down the statements that were sent. */
  statements: string;
  /** Where programs are that were put into one file. */
  programs: string;
};
export type Login = { host: string; port: number; user: string; password?: string; ssl?: "prefer" };

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

const SECRET = "a secret for tests only, 32 characters";
const OWNER_ROLE = "pipeline_owner";

type Settings = { url: string | undefined; dataDir: string };
export type OpenServer = {
  readonly access: TestServer;
  /** What was sent and would not work in a database that is sharded by user. */
  unshardable(): Promise<string[]>;
  close(): Promise<void>;
};

/** Starts or reaches the server and makes the template. */
export async function openTestServer(settings: Settings): Promise<OpenServer> {
  const { admin, stop } = settings.url === undefined ? await embedded(settings.dataDir) : given(settings.url);
  const sql = postgres({ ...admin, database: "postgres", max: 1, onnotice: () => {} });
  const template = `pipeline_template_${randomBytes(6).toString("hex")}`;
  const login = (user: string): Login => ({ ...admin, user, password: rolePassword(SECRET, user) });
  await ensureRoles({ ...admin, database: "postgres" }, [OWNER_ROLE, APP_ROLE, AUTH_ROLE], SECRET);
  if (settings.url === undefined) await settle(sql);
  await sql.unsafe(`create database ${template} owner ${OWNER_ROLE}`);
  const owner = { ...login(OWNER_ROLE), database: template };
  await migrate(owner, { after: (tx) => grant(tx, APP_ROLE, AUTH_ROLE) });
  const perUser = await namesPerUser(owner);
  const statements = path.join(settings.dataDir, "statements");
  const programs = path.join(settings.dataDir, "programs");
  const logins = { admin, owner: login(OWNER_ROLE), app: login(APP_ROLE), auth: login(AUTH_ROLE) };
  return {
    access: { ...logins, template, statements, programs },
    unshardable: async () => (existsSync(statements) ? scan(readStatements(statements), perUser) : []),
    close: async () => {
      await sql.unsafe(`drop database ${template} with (force)`);
      await sql.end({ timeout: 5 });
      await stop();
    },
  };
}

/** The tables of users' rows, as statements name them. */
async function namesPerUser(owner: Target): Promise<Set<string>> {
  const sql = client(owner, { max: 1 });
  const { perUser } = await readState(sql);
  await sql.end({ timeout: 5 });
  return new Set(perUser.map((name) => name.replace("public.", "")));
}

async function embedded(dataDir: string): Promise<{ admin: Login; stop: () => Promise<void> }> {
  const server = await startEmbedded({ dataDir });
  return { admin: { ...server.connection, user: "postgres" }, stop: () => server.stop() };
}

function given(url: string): { admin: Login; stop: () => Promise<void> } {
  const { hostname, port, username, password, searchParams } = new URL(url);
  const mode = searchParams.get("sslmode") ?? "disable";
  const admin = {
    host: searchParams.get("host") ?? hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    // Whatever stands in between speaks none.
    ...(mode !== "disable" && { ssl: "prefer" as const }),
  };
  return { admin, stop: async () => {} };
}

// The databases of a test run need not survive a power cut, and nothing is vacuumed or analysed but where a test does it: one
// that counts rows read would find those that a worker behind its back keeps from being vacuumed.
async function settle(sql: postgres.Sql): Promise<void> {
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes", "autovacuum"]) {
    await sql.unsafe(`alter system set ${setting} = off`);
  }
  await sql`select pg_reload_conf()`;
}
