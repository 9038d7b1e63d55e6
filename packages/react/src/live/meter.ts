import { divideHalfEven, fromUnits, roundTo, toUnits } from "@pipeline/core/money";

/** An amount that grows: what it was at `asOf` (ISO), and what an hour adds. */
export type Meter = { readonly amount: string; readonly perHour: string; readonly asOf: string };

const HOUR_MS = 3_600_000n;

/** The sum of meters at an instant (ms; undefined: each at its own `asOf`), exact; with `decimals`, rounded to them. */
export function readMeters(meters: readonly Meter[], at: number | undefined, decimals?: number): string {
  const sum = fromUnits(meters.reduce((units, meter) => units + unitsAt(meter, at), 0n));
  return decimals === undefined ? sum : roundTo(sum, decimals);
}

function unitsAt({ amount, perHour, asOf }: Meter, at: number | undefined): bigint {
  const elapsed = at === undefined ? 0 : Math.max(0, Math.floor(at - Date.parse(asOf)));
  return toUnits(amount) + divideHalfEven(toUnits(perHour) * BigInt(elapsed), HOUR_MS);
}
