/** The instant at which everything is asked: ahead of every clock, so that the application's own due work finds nothing due. */
export const NOW = Date.parse("2041-01-29T12:07:00.000Z");
/** Where the ledgers end: the quarter hour before. */
export const END = Date.parse("2041-01-29T12:00:00.000Z");
/** Where the old ones begin: ten years before. */
export const START = Date.parse("2031-02-01T00:00:00.000Z");
export const DAY_MS = 86_400_000;

/** Accounts that are alike: how many, and what each of them records in ten years. */
export type Class = {
  readonly name: "heavy" | "middle" | "light";
  readonly accounts: number;
  readonly records: number;
};

/** One account has a tenth of all records, a hundred have four tenths, thousands the rest. */
export function classesOf(records: number): Class[] {
  const middle = Math.min(100, Math.max(2, Math.round(records / 10_000)));
  const light = Math.min(5_000, Math.max(4, Math.round(records / 2_500)));
  return [
    { name: "heavy", accounts: 1, records: Math.round(records / 10) },
    { name: "middle", accounts: middle, records: Math.round((records * 0.4) / middle) },
    { name: "light", accounts: light, records: Math.round((records * 0.5) / light) },
  ];
}

/** A stretch of UTC days, in ms. */
export type Slice = { readonly from: number; readonly to: number };

/** The latest days, which are all that a young database has, and today so far. */
export function recentOf(days: number): Slice {
  return { from: Math.floor(END / DAY_MS) * DAY_MS - (days - 1) * DAY_MS, to: END };
}

/** What is filled at a time: thirty days, and the latest ones at the end. */
export function slicesOf(recent: Slice, isOld: boolean): Slice[] {
  if (!isOld) return [recent];
  const slices: Slice[] = [];
  for (let from = START; from < recent.from; from += 30 * DAY_MS) {
    slices.push({ from, to: Math.min(from + 30 * DAY_MS, recent.from) });
  }
  return [...slices, recent];
}
