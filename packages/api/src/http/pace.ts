import { performance } from "node:perf_hooks";

/** From relaxed to overloaded, ms. */
const STEPS = [5_000, 10_000, 20_000, 40_000, 60_000] as const;
const BUSY = 0.85;
const CALM = 0.6;
const LOOK_MS = 2_000;
/** Slower down than up: those who were sent away should not all come back at once. */
const CALM_MS = 15_000;

type Measures = {
  /** How much of the time since it was last asked this process was at work, 0 to 1. */
  load?: () => number;
  /** Milliseconds that never go back. */
  now?: () => number;
};

/**
 * How soon (ms) a client should look again: 5 seconds, in steps up to 60 while the event loop is busy, and slowly back.
 * It is measured when it is asked, every two seconds at most.
 */
export function createPace({ load = loopLoad(), now = () => performance.now() }: Measures = {}): () => number {
  let step = 0;
  let lookedAt = now();
  let movedAt = lookedAt;
  return () => {
    const at = now();
    if (at - lookedAt >= LOOK_MS) {
      lookedAt = at;
      const busy = load();
      if (busy >= BUSY) [step, movedAt] = [Math.min(step + 1, STEPS.length - 1), at];
      else if (busy > CALM) movedAt = at;
      else if (at - movedAt >= CALM_MS) [step, movedAt] = [Math.max(step - 1, 0), at];
    }
    return STEPS[step] ?? STEPS[0];
  };
}

/** The share of time in which the event loop of this process was not idle, since the last call. */
function loopLoad(): () => number {
  let before = performance.eventLoopUtilization();
  return () => {
    const present = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(present, before);
    before = present;
    return utilization;
  };
}
