import { localDate } from "./time-zone";

/** A stretch of time in epoch milliseconds, half-open [from, to), and the zone its days are counted in. */
export type Range = { from: number; to: number; timeZone: string };

const DAY_MS = 86_400_000;

/** How many calendar dates a range touches, its first and that of its last instant both counted; at least 1. */
export function datesSpanned(range: Range): number {
  const last = Math.max(range.to - 1, range.from);
  const dateOf = (at: number) => Date.parse(localDate(at, range.timeZone));
  return (dateOf(last) - dateOf(range.from)) / DAY_MS + 1;
}
