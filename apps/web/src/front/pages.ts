import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Access } from "@pipeline/api/http";

/** How long pages that are being drawn may take when all is stopped. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 500;
/** Pauses double up to here while pages do not come up: each try takes a processor for a second. */
const MAX_PAUSE_MS = 32_000;

/** Next, in an isolate of its own. */
export type Pages = {
  /** Resolved once it listens. Rejected when it ends without ever having done so. */
  readonly listening: Promise<unknown>;
  /** Where it listens on this machine; undefined while it does not. */
  readonly port: () => number | undefined;
  /** Lets it know the database, once that is open. */
  readonly join: (access: Access) => void;
  /** Lets it finish what it draws, and ends it. */
  readonly stop: () => Promise<void>;
};

type Settings = { readonly hostname: string; readonly port: number };

/**
 * Runs the script that serves pages. Should it end, it is started again, later and later while it does not come up, and
 * `say` is told.
 */
export function startPages(script: string, settings: Settings, say: (what: string) => void): Pages {
  const life = new EventEmitter();
  const listening = once(life, "listening");
  let known: Access | undefined;
  let port: number | undefined;
  let came = false;
  let pause = PAUSE_MS;
  let stopping = false;
  let running = start();

  function start() {
    const worker = new Worker(script, { workerData: settings });
    const tell: (what: Access | "stop") => void = worker.postMessage.bind(worker);
    const ended = new Promise((end) => worker.once("exit", end));
    worker.on("message", (at: number) => {
      port = at;
      came = true;
      pause = PAUSE_MS;
      life.emit("listening");
    });
    worker.on("error", (error) => say(`Pages cannot be drawn: ${error.message}`));
    worker.once("exit", () => void again());
    if (known) tell(known);
    return { worker, tell, ended };
  }

  async function again(): Promise<void> {
    port = undefined;
    if (stopping) return;
    if (!came) return void life.emit("error", new Error("Pages could not be started."));
    say(`Pages have ended, and are started again in ${pause / 1000} s.`);
    const waiting = sleep(pause);
    pause = Math.min(2 * pause, MAX_PAUSE_MS);
    await waiting;
    if (!stopping) running = start();
  }

  return {
    listening,
    port: () => port,
    join(access) {
      known = access;
      running.tell(access);
    },
    async stop() {
      stopping = true;
      const { worker, tell, ended } = running;
      if (port !== undefined) {
        tell("stop");
        await Promise.race([ended, sleep(PATIENCE_MS, undefined, { ref: false })]);
      }
      await worker.terminate();
    },
  };
}
