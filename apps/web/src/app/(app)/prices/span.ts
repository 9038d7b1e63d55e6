import { toInstant } from "@pipeline/core/instant";
import { addDays, startOfLocalDate } from "@pipeline/core/time-zone";

/** First and last local day, both included; null: without a bound. */
export type Days = readonly [first: string | null, last: string | null];

/** The instants at which the days begin and end in a zone; nothing where there is no bound. */
export function spanOf([first, last]: Days, timeZone: string): { from?: string; to?: string } {
  return {
    ...(first !== null && { from: toInstant(startOfLocalDate(first, timeZone)) }),
    ...(last !== null && { to: toInstant(startOfLocalDate(addDays(last, 1), timeZone)) }),
  };
}
