import type { Actor } from "@pipeline/core/actor";
import type { Database } from "@pipeline/db";
import type { Logger } from "pino";
import type { DueWork } from "../due/loop";
import type { Env } from "../env";
import { createMetrics, type Metrics } from "../metrics/metrics";
import { createExports, type Exports } from "./exports";
import { createLimits, type Limits } from "./limits";
import { createPace } from "./pace";
import { watchPasses } from "./passes";
import { startPush, type Push } from "./push";
import { createRunning, type Running } from "./running";

type Stoppable = { stop(): Promise<void> };

/** What runs beside the application and wants to know who is there: the demo. */
export type Companion = Stoppable & { seen(actor: Actor): void };

/** What a process has once: its settings, its database, its counters and its life. */
export type Core = {
  readonly env: Env;
  readonly log: Logger;
  readonly database: Database;
  readonly limits: Limits;
  /** Undefined where nobody may read them. */
  readonly metrics: Metrics | undefined;
  readonly exports: Exports;
  readonly running: Running;
  readonly push: Push;
  /** How soon a client should look again, ms: later under load. */
  readonly pollAfterMs: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ready from now on, with the work that ends when it closes. */
  begin(due: DueWork, companion?: Companion): void;
  /** Told of everybody who sends a request. */
  readonly seen: (actor: Actor) => void;
  /** True once everything is loaded and until it stops. */
  readonly isReady: () => boolean;
  /** Ends streams, lets requests finish (a few seconds), then stops due work and database. Again without effect. */
  readonly close: () => Promise<void>;
};

type CoreOptions = { now?: () => number; exports?: Exports };

/** The core around an open database. */
export function createCore(env: Env, log: Logger, database: Database, options: CoreOptions = {}): Core {
  const { now = Date.now, exports = createExports() } = options;
  const running = createRunning();
  const push = startPush(database, log);
  const metrics = env.metricsToken === undefined ? undefined : measure();
  const passes = watchPasses({ db: database.auth.db, hub: push.hub, now, log });
  let due: DueWork | undefined;
  let beside: Companion | undefined;
  let closed: Promise<void> | undefined;
  function measure(): Metrics {
    const { owner, app } = database;
    return createMetrics({
      owner: owner.db,
      app: app.db,
      now,
      openStreams: () => push.hub.size(),
      inFlight: running.size,
      leads: () => due?.leads() ?? false,
    });
  }
  async function close(): Promise<void> {
    push.endStreams();
    passes.stop();
    await Promise.all([running.drain(), exports.stop()]);
    await Promise.all([beside?.stop(), due?.stop()]);
    await push.stop();
    await database.close();
  }
  return {
    env,
    log,
    database,
    limits: createLimits(database.auth.db, metrics),
    metrics,
    exports,
    running,
    push,
    pollAfterMs: createPace(),
    now,
    begin(work, companion) {
      due = work;
      beside = companion;
    },
    seen: (actor) => beside?.seen(actor),
    isReady: () => due !== undefined && closed === undefined,
    close: () => (closed ??= close()),
  };
}
