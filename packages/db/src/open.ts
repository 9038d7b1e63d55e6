import { connect, type Connection } from "./db";
import { startEmbedded } from "./embedded/index";
import { grant, keepGrants, speakToShards } from "./grants";
import { haveReplica, openReplica, type Replica } from "./replica";
import { listen, type Listening, type ListenHandlers } from "./listen";
import { migrate, type Migrated } from "./migrate";
import { explain, refuseUnreachable } from "./administrator";
import { explainConnecting } from "./connecting";
import { APP_ROLE, AUTH_ROLE, ensureRoles, rolePassword } from "./roles";
import { refusePrivileged } from "./privileges";
import { asLogin, client, type Target } from "./target";

export type DatabaseSettings = {
  /** The application's role; unset: the embedded server under `dataDir`. */
  readonly url?: string | undefined;
  /** The owner of the tables. Unset with `url`: `url` is the owner and the application's role is made. */
  readonly adminUrl?: string | undefined;
  /** A direct connection for LISTEN. Set: the others may lead through a pooler of transactions. */
  readonly directUrl?: string | undefined;
  /** Where a read replica is; the application's role is used there, too. */
  readonly readUrl?: string | undefined;
  readonly dataDir: string;
  /** Passwords of the logins that Pipeline makes are derived from it. */
  readonly secret: string;
  readonly log?: (line: string) => void;
  /** Told what was put off until the next start; once when the replica is away, and when it is back. */
  readonly warn?: (line: string) => void;
};

/** The three connections of one installation. Requests never use `owner`; a read replica is found by `app`. */
export type Database = {
  readonly app: Connection;
  readonly owner: Connection;
  readonly auth: Connection;
  readonly embedded: boolean;
  /** What opening it has changed; nothing where somebody else has opened it. */
  readonly migrated: Migrated;
  /** Listens on a channel until it is stopped, which is to be before `close`. */
  readonly listen: (channel: string, handlers: ListenHandlers) => Listening;
  /** What `joinDatabase` needs; it holds passwords. */
  readonly access: Access;
  close(): Promise<void>;
};

/** How another isolate of this installation reaches a database that is open; it can be sent to it. */
export type Access = { readonly app: Target; readonly auth: Target; readonly read?: Target | undefined };

type Targets = Access & { owner: Target; appRole: string };
type Server = { embedded: boolean; listenOn: Target; stop: () => Promise<void> };

/** Starts or reaches the database, makes roles, migrates, grants, and opens the pools. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  if (settings.url !== undefined) return openOwn(settings.url, settings);
  const { dataDir, log } = settings;
  const server = await startEmbedded({ dataDir, ...(log && { log }) });
  try {
    const targets = await embeddedTargets(server.connection, settings.secret);
    return await prepare(targets, { embedded: true, listenOn: targets.app, stop: () => server.stop() }, settings.warn);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function openOwn(url: string, settings: DatabaseSettings): Promise<Database> {
  const { secret, adminUrl, directUrl, readUrl, warn } = settings;
  await refuseUnknown("DATABASE_DIRECT_URL", directUrl);
  await refuseUnknown("DATABASE_READ_URL", readUrl);
  const targets = ownTargets(url, settings);
  const { owner, appRole } = targets;
  const madeApp = adminUrl === undefined;
  const server = { embedded: false, listenOn: directUrl ?? targets.app, stop: async () => {} };
  try {
    await ensureRoles(owner, madeApp ? [APP_ROLE, AUTH_ROLE] : [AUTH_ROLE], secret);
    return await prepare(targets, server, warn);
  } catch (error) {
    throw explainConnecting(await explain(error, { owner, appRole, secret, madeApp }), owner);
  }
}

/** Refuses a URL that is first used later, where nobody would hear what is wrong with it. */
async function refuseUnknown(setting: string, url: string | undefined): Promise<void> {
  const wrong = url === undefined ? undefined : await wrongIn(url);
  // A cause would have the URL, and so the password.
  if (wrong !== undefined) throw new Error(`${setting}: ${wrong}`);
}

async function wrongIn(url: string): Promise<string | undefined> {
  try {
    await client(url).end();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function prepare(targets: Targets, server: Server, warn?: (line: string) => void): Promise<Database> {
  const { owner, appRole } = targets;
  const migrated = await migrate(owner, {
    warn,
    // A newer release has given more than this one knows of, and goes on running.
    after: async (tx, { ahead }) => (ahead ? undefined : grant(tx, appRole, AUTH_ROLE)),
  });
  await speakToShards(owner, appRole, AUTH_ROLE);
  return openPools(targets, { ...server, migrated }, warn);
}

/**
 * Opens small pools to a database that another isolate has opened and will close after this one. Nothing is migrated, made
 * or listened to, and nobody is the owner here. Lazy: one that does not answer is noticed by the first statement.
 */
export function joinDatabase(access: Access): Database {
  const app = connect(access.app, { max: 5, name: "pipeline-app" });
  const auth = connect(access.auth, { max: 2, name: "pipeline-auth" });
  const replica = replicate(app, access);
  const close = async () => {
    await Promise.all([app.close(), auth.close(), replica?.close()]);
  };
  const migrated = { applied: 0, ahead: false };
  return { app, owner: app, auth, embedded: false, migrated, listen: () => ({ stop: async () => {} }), access, close };
}

type Prepared = Server & { migrated: Migrated };

async function openPools(targets: Targets, server: Prepared, warn?: (line: string) => void): Promise<Database> {
  const { app: appTarget, auth: authTarget, read } = targets;
  const app = connect(appTarget, { max: 10, name: "pipeline-app" });
  const owner = connect(targets.owner, { max: 6, name: "pipeline-owner" });
  const auth = connect(authTarget, { max: 4, name: "pipeline-auth" });
  try {
    await refusePrivileged(app.sql);
    await auth.sql`select 1`;
    await refuseUnreachable(targets);
  } catch (error) {
    await Promise.all([app.close(), owner.close(), auth.close()]);
    throw error;
  }
  const replica = replicate(app, targets, warn);
  const { embedded, migrated } = server;
  const grants = migrated.ahead ? undefined : keepGrants(owner.sql, targets.appRole, AUTH_ROLE);
  const close = async () => {
    grants?.stop();
    await Promise.all([app.close(), owner.close(), auth.close(), replica?.close()]);
    await server.stop();
  };
  const hear: Database["listen"] = (channel, handlers) => listen(server.listenOn, channel, handlers);
  const access: Access = { app: appTarget, auth: authTarget, ...(read && { read }) };
  return { app, owner, auth, embedded, migrated, listen: hear, access, close };
}

function replicate(app: Connection, { read }: Access, warn?: (line: string) => void): Replica | undefined {
  if (read === undefined) return undefined;
  const replica = openReplica(read, { warn });
  haveReplica(app.db, replica);
  return replica;
}

async function embeddedTargets(server: { host: string; port: number }, secret: string): Promise<Targets> {
  const as = (user: string, database = "pipeline") => ({ ...server, user, database });
  await ensureRoles(as("postgres", "postgres"), ["pipeline_owner", APP_ROLE, AUTH_ROLE], secret);
  const admin = connect(as("postgres", "postgres"), { max: 1 });
  try {
    const [known] = await admin.sql`select 1 from pg_database where datname = 'pipeline'`;
    if (!known) await admin.sql`create database pipeline owner pipeline_owner`.catch(ignoreExisting);
  } finally {
    await admin.close();
  }
  return { app: as(APP_ROLE), owner: as("pipeline_owner"), auth: as(AUTH_ROLE), appRole: APP_ROLE };
}

function ignoreExisting(error: { code?: string }): void {
  if (error.code !== "42P04" && error.code !== "23505") throw error;
}

function ownTargets(url: string, { adminUrl, directUrl, readUrl, secret }: DatabaseSettings): Targets {
  // Whoever names a direct way has another one that is not.
  const through = (target: string): Target => (directUrl === undefined ? target : { pooler: target });
  const made = (role: string) => ({ user: role, password: rolePassword(secret, role) });
  const given = new URL(url);
  const login =
    adminUrl === undefined
      ? made(APP_ROLE)
      : { user: decodeURIComponent(given.username), password: decodeURIComponent(given.password) };
  const as = (target: string, { user, password }: typeof login) => asLogin(through(target), user, password);
  return {
    app: as(url, login),
    owner: through(adminUrl ?? url),
    auth: as(url, made(AUTH_ROLE)),
    appRole: login.user,
    ...(readUrl !== undefined && { read: as(readUrl, login) }),
  };
}
