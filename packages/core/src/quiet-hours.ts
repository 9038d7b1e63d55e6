/** Times of day "HH:MM" on the wall clock; `to` may lie past midnight, and equal times are never. */
export type QuietHours = { from: string; to: string };

/**
 * Whether the clock on the wall of `timeZone` shows a quiet time at `now` (epoch ms). An hour that the clock skips is
 * not quiet, one that it shows twice is quiet twice. Throws RangeError on a bad zone.
 */
export function isQuiet(quietHours: QuietHours | null, timeZone: string, now: number): boolean {
  if (quietHours === null) return false;
  const { from, to } = quietHours;
  const clock = clockTime(now, timeZone);
  return from <= to ? from <= clock && clock < to : clock >= from || clock < to;
}

function clockTime(now: number, timeZone: string): string {
  // Intl and not Temporal: browsers ask this, and have Intl without loading anything.
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return format.format(now);
}
