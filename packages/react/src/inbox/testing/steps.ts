import type { Random } from "./random";

/** How often each thing happens, among the others. */
const WEIGHTS = {
  insert: 14,
  touch: 5,
  mark: 10,
  markGroup: 3,
  markAll: 3,
  snooze: 5,
  undo: 4,
  more: 6,
  list: 4,
  forget: 1,
  wait: 10,
  waitLong: 2,
  storm: 4,
  calm: 3,
  offline: 1,
  online: 2,
  down: 2,
  up: 3,
  cut: 2,
  lie: 1,
  open: 4,
  close: 3,
  freeze: 3,
  thaw: 3,
  look: 4,
  hide: 2,
  remount: 2,
} as const;

export type StepKind = keyof typeof WEIGHTS;
/** Something that happens. What it happens to follows from the two numbers, in [0, 1). */
export type Step = { kind: StepKind; a: number; b: number; c: number };

const isKind = (kind: string): kind is StepKind => kind in WEIGHTS;
const HAT = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  isKind(kind) ? Array.from({ length: weight }, () => kind) : [],
);

/** What happens in one run. */
export function makeSteps(random: Random, count: number): Step[] {
  return Array.from({ length: count }, () => ({
    kind: HAT[Math.floor(random() * HAT.length)] ?? "wait",
    a: random(),
    b: random(),
    c: random(),
  }));
}

/** One of a list, by a number in [0, 1). */
export function pick<T>(list: readonly T[], a: number): T | undefined {
  return list[Math.floor(a * list.length)];
}
