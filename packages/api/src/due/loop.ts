import type { DueCtx } from "./actor";
import { sweepAudit } from "./audit";
import { checkDueDays } from "./anomalies";
import { nextCrossing, weighDue } from "./budgets";
import { BATCH, SomeFailed } from "./each";
import { settleDueInboxes } from "./inbox";
import { createLease, type Lease } from "./lease";
import { sweepLimits } from "./limits";
import { loseSilent } from "./loss";
import { meterDue } from "./meter";
import { sweepInboxes } from "./retention";
import { storeDue } from "./storage";

const EVERY_MS = 5_000;
/** How often it is asked whether a crossing has come nearer; one that is known is waited for to the millisecond. */
const LOOK_MS = 1_000;
/** How soon to try again with budgets that somebody holds. */
const HELD_MS = 200;
/** How often a process that does the work says so: a third of what a lease lasts. */
const RENEW_MS = 5_000;
/** How often the others ask whether nobody does it. */
const ASK_MS = 1_000;
/** How soon work begins in a process that has just taken over. */
const BEGIN_MS = 200;

const WORK = {
  loss: loseSilent,
  meter: meterDue,
  storage: storeDue,
  budgets: async (due: DueCtx) => (await weighDue(due)).users,
  anomalies: checkDueDays,
  inbox: settleDueInboxes,
  retention: sweepInboxes,
  audit: sweepAudit,
  limits: sweepLimits,
};

type OnError = (work: string, error: unknown) => void;
/**
 * Told of each round of each kind of work, the lease among them: how long it took (seconds), and whether it failed for
 * somebody.
 */
type OnDone = (work: string, seconds: number, failed: boolean) => void;

/**
 * Does what is due at this moment, a batch of each kind, for as long as `mayGoOn`. A failure of one kind of work is told
 * and does not stop the others. Answers whether more may be waiting: of some kind a whole batch had its turn.
 */
export async function runDue(
  due: DueCtx,
  onError: OnError,
  onDone?: OnDone,
  mayGoOn: () => boolean = () => true,
): Promise<boolean> {
  let isMore = false;
  for (const [name, work] of Object.entries(WORK)) {
    if (!mayGoOn()) break;
    const began = performance.now();
    let failed = false;
    try {
      if ((await work(due)) >= BATCH) isMore = true;
    } catch (error) {
      failed = true;
      onError(name, error);
      if (isWholeBatch(error)) isMore = true;
    }
    onDone?.(name, (performance.now() - began) / 1000, failed);
  }
  return isMore;
}

// Whoever fails each time makes nobody behind the batch wait; where all fail, there is nothing to hurry for.
function isWholeBatch(error: unknown): boolean {
  return error instanceof SomeFailed && error.done > 0 && error.done + error.errors.length >= BATCH;
}

/** Weighs budgets that are due. Answers how long (ms) to wait until the next may be. */
export async function runCrossings(due: DueCtx, onError: OnError, onDone?: OnDone): Promise<number> {
  const began = performance.now();
  let failed = false;
  let pause = LOOK_MS;
  try {
    const { held } = await weighDue(due);
    const next = await nextCrossing(due.owner);
    if (next !== undefined) pause = Math.min(LOOK_MS, Math.max(0, next - due.now()));
    if (held) pause = Math.max(pause, HELD_MS);
  } catch (error) {
    failed = true;
    onError("crossings", error);
  }
  onDone?.("crossings", (performance.now() - began) / 1000, failed);
  return pause;
}

/** Due work that goes on until it is stopped. */
export type DueWork = {
  /** Whether this process does it, for all. */
  readonly leads: () => boolean;
  /** Lets what is under way end, then lets another process take over. */
  stop(): Promise<void>;
};

/**
 * Does what is due every few seconds, at once where more is waiting, and tells of crossings as they happen: one process of
 * all, for as long as it holds the lease. Where two believe that they do, rows are locked and rechecked.
 */
export function startDueWork(
  due: DueCtx,
  onError: OnError,
  onDone?: OnDone,
  lease: Lease = createLease(due.owner, "due_work"),
): DueWork {
  const { isHeld } = lease;
  const holding = repeat(() => holdOn(lease, onError, onDone));
  const loops = [
    repeat(async () => (isHeld() ? ((await runDue(due, onError, onDone, isHeld)) ? 0 : EVERY_MS) : BEGIN_MS)),
    repeat(async () => (isHeld() ? runCrossings(due, onError, onDone) : BEGIN_MS)),
  ];
  return {
    leads: isHeld,
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await holding.stop();
      // Where this fails, it is over by itself soon.
      await lease.release().catch(() => {});
    },
  };
}

/** Looks after the lease. Answers how long (ms) to wait until the next time. */
async function holdOn(lease: Lease, onError: OnError, onDone?: OnDone): Promise<number> {
  const began = performance.now();
  let failed = false;
  try {
    await lease.look();
  } catch (error) {
    failed = true;
    onError("lease", error);
  }
  onDone?.("lease", (performance.now() - began) / 1000, failed);
  return lease.isHeld() && !failed ? RENEW_MS : ASK_MS;
}

/** Runs `round` again and again, each time after the pause (ms) the last one asked for. */
function repeat(round: () => Promise<number>): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = () => {
    running = begin();
  };
  async function begin(): Promise<void> {
    const pause = await round();
    if (!stopped) timer = setTimeout(next, pause);
  }
  next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
