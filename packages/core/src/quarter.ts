/** The meter's step: no cost record spans a quarter-hour boundary (UTC). In milliseconds. */
export const QUARTER_MS = 900_000;

/** The last UTC quarter hour at or before `ms`. Whole epoch milliseconds in and out. */
export function floorQuarter(ms: number): number {
  return Math.floor(ms / QUARTER_MS) * QUARTER_MS;
}

/** The first UTC quarter hour at or after `ms`. Whole epoch milliseconds in and out. */
export function ceilQuarter(ms: number): number {
  return floorQuarter(ms + QUARTER_MS - 1);
}

/** Cuts [from, to) at the UTC quarter hours: gap-free pieces, none across a boundary, none empty. */
export function* quarterPieces(from: number, to: number): Generator<[start: number, end: number]> {
  let start = from;
  while (start < to) {
    const end = Math.min(floorQuarter(start) + QUARTER_MS, to);
    yield [start, end];
    start = end;
  }
}
