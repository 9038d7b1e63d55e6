import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Access } from "@pipeline/db";

/** How long pages that are being drawn may take when all is stopped. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 500;

/** Next, in an isolate of its own. */
export type Pages = {
  /** Resolved once it listens. Rejected when it ends without ever having done so. */
  readonly listening: Promise<void>;
  /** Where it listens on this machine; undefined while it does not. */
  readonly port: () => number | undefined;
  /** Lets it know the database, once that is open. */
  readonly join: (access: Access) => void;
  /** Lets it finish what it draws, and ends it. */
  readonly stop: () => Promise<void>;
};

type Settings = { readonly hostname: string; readonly port: number };

/** Runs the script that serves pages. Should it end, it is started again, and `say` is told. */
export function startPages(script: string, settings: Settings, say: (what: string) => void): Pages {
  const { promise: listening, resolve, reject } = withResolvers();
  let known: Access | undefined;
  let port: number | undefined;
  let came = false;
  let stopping = false;
  let ended: Promise<unknown>;
  let worker = start();

  function start(): Worker {
    const one = new Worker(script, { workerData: settings });
    one.on("message", (at: number) => {
      port = at;
      came = true;
      resolve();
    });
    one.on("error", (error) => say(`Pages cannot be drawn: ${error.message}`));
    ended = new Promise((end) => one.once("exit", end));
    one.once("exit", () => void again());
    if (known) one.postMessage(known);
    return one;
  }

  async function again(): Promise<void> {
    port = undefined;
    if (stopping) return;
    if (!came) return reject(new Error("Pages could not be started."));
    say("Pages have ended, and are started again.");
    await sleep(PAUSE_MS);
    if (!stopping) worker = start();
  }

  return {
    listening,
    port: () => port,
    join(access) {
      known = access;
      worker.postMessage(access);
    },
    async stop() {
      stopping = true;
      worker.postMessage("stop");
      await Promise.race([ended, sleep(PATIENCE_MS, undefined, { ref: false })]);
      await worker.terminate();
    },
  };
}

function withResolvers() {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
