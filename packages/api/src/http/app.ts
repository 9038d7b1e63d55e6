import { type Access, joinDatabase, openDatabase, type Database } from "@pipeline/db";
import type { Logger } from "pino";
import type { Door } from "../account/door";
import type { Auth } from "../auth/auth";
import { startDueWork } from "../due/loop";
import { createOutages } from "../due/outages";
import { databaseOf, type Env } from "../env";
import type { Hint } from "../notifications/hint";
import { seedPrices } from "../prices/seed";
import type { RequestCtx } from "../trpc";
import { assemble } from "./assemble";
import { createCore, type Companion, type Core } from "./core";
import { keepCurrency } from "./currency";
import { createLog } from "./log";

/** A running Pipeline. */
export type App = {
  readonly env: Env;
  readonly log: Logger;
  readonly database: Database;
  readonly auth: Auth;
  readonly door: Door;
  /** Takes a change that no notification tells to the screens of all processes. */
  readonly onTouch: (hint: Hint) => void;
  /** Answers a request to `/api/*`; never throws. */
  handle(request: Request): Promise<Response>;
  /** The same for `nodeListener`, which writes texts itself. */
  answer(request: Request): Promise<Response>;
  /** What procedures run with on the server, for the person of the cookies; `actor` is null for nobody. */
  requestCtx(headers: Headers): Promise<RequestCtx>;
  /** True once everything is loaded and until it stops. */
  isReady(): boolean;
  /** Lets requests finish (a few seconds at most), then stops the due work and the database. Again without effect. */
  close(): Promise<void>;
};

export type StartOptions = {
  /** Loads the demo where DEMO=1, before the application is ready. */
  demo?: (app: App) => Promise<Companion>;
  log?: Logger;
};

/** Opens the database, loads what belongs into it, and starts the due work. Throws a sentence for the administrator. */
export async function startApp(env: Env, options: StartOptions = {}): Promise<App> {
  return assemble(await startCore(env, options));
}

/** The same without the application around it. */
export async function startCore(env: Env, options: StartOptions = {}): Promise<Core> {
  const log = options.log ?? createLog(env.logLevel);
  for (const warning of env.warnings) log.warn(warning);
  const { currency } = env;
  const database = await openDatabase({
    ...databaseOf(env),
    log: (line) => log.debug(line),
    warn: (line) => log.warn(line),
  });
  const core = createCore(env, log, database);
  try {
    await keepCurrency(database.owner.db, currency);
    // The demo registers jobs by GPU type alone.
    if (database.embedded || env.demo) await seedPrices(database.owner.db);
    const companion = env.demo ? await options.demo?.(assemble(core)) : undefined;
    const due = { owner: database.owner.db, now: Date.now, currency, onTouch: core.push.touch };
    const outages = createOutages(log);
    const work = startDueWork(due, outages.failed, (kind, seconds, failed) => {
      if (!failed) outages.worked(kind);
      core.metrics?.dueWork(kind, seconds, failed);
    });
    core.begin(work, companion);
    return core;
  } catch (error) {
    await core.close();
    throw error;
  }
}

/**
 * The core of an isolate beside the one that started the application: the same verbs on the same database, which is open
 * already. What happens once an installation (migrations, due work, the demo, streams) happens there.
 */
export function joinCore(env: Env, access: Access): Core {
  // Nobody scrapes this one.
  const core = createCore({ ...env, metricsToken: undefined }, createLog(env.logLevel), joinDatabase(access));
  core.begin({ leads: () => false, stop: async () => {} });
  return core;
}
