import type { DueCtx } from "./actor";
import { checkDueDays } from "./anomalies";
import { loseSilent } from "./loss";
import { meterDue } from "./meter";
import { storeDue } from "./storage";

const EVERY_MS = 5_000;

const WORK = { loss: loseSilent, meter: meterDue, storage: storeDue, anomalies: checkDueDays };

/** Does what is due at this moment, once. A failure of one kind of work is told and does not stop the others. */
export async function runDue(due: DueCtx, onError: (work: string, error: unknown) => void): Promise<void> {
  for (const [name, work] of Object.entries(WORK)) {
    try {
      await work(due);
    } catch (error) {
      onError(name, error);
    }
  }
}

/** Does what is due every few seconds until it is stopped. Any number of processes may: rows are locked and rechecked. */
export function startDueWork(due: DueCtx, onError: (work: string, error: unknown) => void): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const round = () => {
    running = runDue(due, onError).finally(() => {
      if (!stopped) timer = setTimeout(round, EVERY_MS);
    });
  };
  round();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
