import { setTimeout as sleep } from "node:timers/promises";
import type { Actor } from "@pipeline/core/actor";
import { createTrainer, type TrainerSettings } from "./trainer";

const TICK_MS = 2_000;

/** The demo as it runs beside the server. */
export type Demo = {
  /** To be called with everybody who sends a request: while the demo user does, the log is replayed. */
  seen(actor: Actor): void;
  /** Stops at once; a replay that is open is ended at the next start. */
  stop(): Promise<void>;
};

/** Replays the log again and again while somebody looks, until it is stopped. */
export function startTrainer(
  settings: Omit<TrainerSettings, "clock" | "fetch">,
  onError: (error: unknown) => void,
): Demo {
  const stopping = new AbortController();
  const { signal } = stopping;
  const clock = { now: Date.now, wait: (ms: number) => sleep(ms, undefined, { signal, ref: false }) };
  const trainer = createTrainer({
    ...settings,
    clock,
    fetch: (url, init) => fetch(url, { ...init, signal }),
  });
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await trainer.tick().catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      });
      await clock.wait(TICK_MS).catch(() => {});
    }
  }
  const running = run();
  return {
    seen: (actor) => trainer.seen(actor),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
