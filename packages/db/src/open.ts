import { connect, type Connection } from "./db";
import { startEmbedded } from "./embedded/index";
import { grant, keepGrants } from "./grants";
import { listen, type Listening, type ListenHandlers } from "./listen";
import { migrate, type Migrated } from "./migrate";
import { APP_ROLE, AUTH_ROLE, ensureRoles, rolePassword } from "./roles";
import { refusePrivileged } from "./privileges";
import type { Target } from "./target";

export type DatabaseSettings = {
  /** The application's role; unset: the embedded server under `dataDir`. */
  readonly url?: string | undefined;
  /** The owner of the tables. Unset with `url`: `url` is the owner and the application's role is made. */
  readonly adminUrl?: string | undefined;
  /** A direct connection for LISTEN, where `url` is a pooler; unset: the application's role. */
  readonly directUrl?: string | undefined;
  readonly dataDir: string;
  /** Passwords of the logins that Pipeline makes are derived from it. */
  readonly secret: string;
  readonly log?: (line: string) => void;
};

/** The three connections of one installation. Requests never use `owner`. */
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
export type Access = { readonly app: Target; readonly auth: Target };

type Targets = Access & { owner: Target; appRole: string };
type Server = { embedded: boolean; migrated: Migrated; listenOn: Target; stop: () => Promise<void> };

/** Starts or reaches the database, makes roles, migrates, grants, and opens the pools. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const server =
    settings.url === undefined
      ? await startEmbedded({ dataDir: settings.dataDir, ...(settings.log && { log: settings.log }) })
      : undefined;
  try {
    const targets =
      server === undefined
        ? await ownTargets(settings.url ?? "", settings)
        : await embeddedTargets(server.connection, settings.secret);
    const migrated = await migrate(targets.owner);
    // A newer release has given more than this one knows of, and goes on running.
    if (!migrated.ahead) await grant(targets.owner, targets.appRole, AUTH_ROLE);
    return await openPools(targets, {
      embedded: server !== undefined,
      migrated,
      listenOn: settings.directUrl ?? targets.app,
      stop: async () => server?.stop(),
    });
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

/**
 * Opens small pools to a database that another isolate has opened and will close after this one. Nothing is migrated, made
 * or listened to, and nobody is the owner here. Lazy: one that does not answer is noticed by the first statement.
 */
export function joinDatabase(access: Access): Database {
  const app = connect(access.app, { max: 5, name: "pipeline-app" });
  const auth = connect(access.auth, { max: 2, name: "pipeline-auth" });
  const close = async () => {
    await Promise.all([app.close(), auth.close()]);
  };
  const migrated = { applied: 0, ahead: false };
  return { app, owner: app, auth, embedded: false, migrated, listen: () => ({ stop: async () => {} }), access, close };
}

async function openPools(targets: Targets, { embedded, migrated, listenOn, stop }: Server): Promise<Database> {
  const app = connect(targets.app, { max: 10, name: "pipeline-app" });
  const owner = connect(targets.owner, { max: 6, name: "pipeline-owner" });
  const auth = connect(targets.auth, { max: 4, name: "pipeline-auth" });
  const grants = keepGrants(owner.sql, targets.owner, targets.appRole, AUTH_ROLE);
  const close = async () => {
    grants.stop();
    await Promise.all([app.close(), owner.close(), auth.close()]);
    await stop();
  };
  try {
    await refusePrivileged(app.sql);
  } catch (error) {
    await close();
    throw error;
  }
  const hear: Database["listen"] = (channel, handlers) => listen(listenOn, channel, handlers);
  return {
    app,
    owner,
    auth,
    embedded,
    migrated,
    listen: hear,
    access: { app: targets.app, auth: targets.auth },
    close,
  };
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

async function ownTargets(url: string, { adminUrl, secret }: DatabaseSettings): Promise<Targets> {
  const owner = adminUrl ?? url;
  const login = (role: string) => withLogin(owner, role, rolePassword(secret, role));
  if (adminUrl !== undefined) {
    await ensureRoles(owner, [AUTH_ROLE], secret);
    return { app: url, owner, auth: login(AUTH_ROLE), appRole: decodeURIComponent(new URL(url).username) };
  }
  await ensureRoles(owner, [APP_ROLE, AUTH_ROLE], secret);
  return { app: login(APP_ROLE), owner, auth: login(AUTH_ROLE), appRole: APP_ROLE };
}

function withLogin(url: string, user: string, password: string): string {
  const copy = new URL(url);
  copy.username = user;
  copy.password = password;
  return copy.toString();
}
