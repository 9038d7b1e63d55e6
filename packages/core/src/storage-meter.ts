import { divideHalfEven, fromUnits, type Money, toUnits } from "./decimal";
import { quarterPieces } from "./quarter";

/** Bytes kept since `from` (epoch ms) at one price per GB-month. */
export type Stored = {
  readonly from: number;
  readonly bytes: number;
  readonly pricePerGbMonth: Money;
};

/** A piece of storage inside one UTC quarter hour: epoch milliseconds, exact amount, quantity in GB-months. */
export type StorageSlice = { start: number; end: number; amount: Money; quantity: string };

// The clouds' convention: a GB is 10^9 bytes, a month 730 hours.
const GB_MONTH = 1_000_000_000n * 730n * 3_600_000n;
const ONE = 10n ** 12n;

/**
 * What keeping `bytes` for `ms` milliseconds costs, in 1e-12 units, half-even; GB of 10^9 bytes, months of 730 hours.
 * Throws RangeError on a bad price or when `bytes` or `ms` is not a whole number.
 */
export function storageUnits(pricePerGbMonth: Money, bytes: bigint | number, ms: number): bigint {
  return gbMonths(toUnits(pricePerGbMonth), BigInt(bytes), ms);
}

/**
 * Cuts storage in [from, to) (epoch ms) at the UTC quarter hours. Amount and GB-months are differences counted from the
 * first byte's instant, so that slices sum to the whole to the last digit. Throws RangeError as `storageUnits` does.
 */
export function sliceStorage(stored: Stored, from: number, to: number): StorageSlice[] {
  const opens = Math.max(from, stored.from);
  const slices: StorageSlice[] = [];
  if (opens >= to) return slices;
  const bytes = BigInt(stored.bytes);
  const price = toUnits(stored.pricePerGbMonth);
  const totals = (at: number): { cost: bigint; quantity: bigint } => ({
    cost: gbMonths(price, bytes, at - stored.from),
    quantity: gbMonths(ONE, bytes, at - stored.from),
  });
  let before = totals(opens);
  for (const [start, end] of quarterPieces(opens, to)) {
    const after = totals(end);
    const amount = fromUnits(after.cost - before.cost);
    slices.push({ start, end, amount, quantity: fromUnits(after.quantity - before.quantity) });
    before = after;
  }
  return slices;
}

function gbMonths(unitsEach: bigint, bytes: bigint, ms: number): bigint {
  return divideHalfEven(unitsEach * bytes * BigInt(ms), GB_MONTH);
}
