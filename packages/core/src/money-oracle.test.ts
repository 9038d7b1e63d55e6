import fc from "fast-check";
import { expect, test } from "vitest";
import { plainDecimal } from "./decimal-notation";
import { add, compare, formatMoney, fromUnits, negate, roundTo, subtract, toCents, toUnits } from "./money";
import { MoneyInput } from "./money-schema";

const AMOUNTS = Number(process.env["AMOUNTS"] ?? 20_000);
const seed = process.env["SEED"];

const UNIT = 10n ** 12n;
/** The first that is refused, in units: 10^9. */
const LIMIT = 10n ** 21n;

// Whole units of 1e-12 are the oracle: all below is written without the code that it judges.
const sizes = fc.nat(20).chain((digits) => fc.bigInt({ min: 0n, max: 10n ** BigInt(digits + 1) - 1n }));
const edges = fc
  .tuple(fc.nat(20), fc.constantFrom(-1n, 0n, 1n))
  .map(([digits, by]) => 10n ** BigInt(digits) + by)
  .filter((units) => units < LIMIT);
const amounts = fc.tuple(fc.oneof(sizes, edges), fc.boolean()).map(([units, below]) => (below ? -units : units));
const zeros = fc.nat(6).map((count) => "0".repeat(count));

const partsOf = (units: bigint) => {
  const size = units < 0n ? -units : units;
  return { sign: units < 0n ? "-" : "", whole: String(size / UNIT), fraction: String(size % UNIT).padStart(12, "0") };
};

/** As short as it can be. */
function shortest(units: bigint): string {
  const { sign, whole, fraction } = partsOf(units);
  const behind = fraction.replace(/0+$/, "");
  return behind === "" ? sign + whole : `${sign}${whole}.${behind}`;
}

/** Moved by some places, with an exponent that moves it back. */
function scientific(units: bigint, exponent: number): string {
  const sign = units < 0n ? "-" : "";
  return `${sign}${units < 0n ? -units : units}${exponent % 2 === 0 ? "e" : "E"}-12`;
}

/** To the nearest step of so many units, halves to the even one. */
function nearest(units: bigint, step: bigint): bigint {
  const [size, sign] = units < 0n ? [-units, -1n] : [units, 1n];
  const [whole, twice] = [size / step, (size % step) * 2n];
  const up = twice > step || (twice === step && whole % 2n === 1n);
  return sign * (up ? whole + 1n : whole);
}

test(
  `${AMOUNTS} amounts are the same to the last of 12 decimals from a body to the sums, the screen and a file`,
  { timeout: 60_000 + AMOUNTS },
  () => {
    let [sum, text] = [0n, "0"];
    fc.assert(
      fc.property(amounts, amounts, zeros, fc.nat(11), (units, other, padding, decimals) => {
        const { sign, whole, fraction } = partsOf(units);
        const canonical = shortest(units);
        // As a client may write it, by way of JSON.
        const body = JSON.stringify({ amount: `${sign}${padding}${whole}.${fraction}` });
        const read = MoneyInput.parse((JSON.parse(body) as { amount: string }).amount);
        if (read !== canonical || toUnits(read) !== units || fromUnits(units) !== canonical) fail(units, read);
        // As a file may: with its zeros, without, and with an exponent.
        for (const cell of [`${sign}${padding}${whole}.${fraction}`, canonical, scientific(units, decimals)])
          if (plainDecimal(cell) !== canonical) fail(units, cell);

        if (toUnits(add(read, shortest(other))) !== units + other) fail(units, "add");
        if (toUnits(subtract(read, shortest(other))) !== units - other) fail(units, "subtract");
        if (toUnits(negate(read)) !== -units) fail(units, "negate");
        if (compare(read, shortest(other)) !== (units === other ? 0 : units < other ? -1 : 1)) fail(units, "compare");
        const step = 10n ** BigInt(12 - decimals);
        if (toUnits(roundTo(read, decimals)) !== nearest(units, step) * step) fail(units, "roundTo");
        if (toCents(read) !== nearest(units, UNIT / 100n)) fail(units, "toCents");

        // All 12 digits on the screen, without the marks between thousands.
        const shown = formatMoney(read, { currency: "USD", decimals: 12 }).replaceAll(/[$,]/g, "");
        if (shown.replace(/^-(?=0\.0+$)/, "") !== `${sign}${whole}.${fraction}`) fail(units, shown);
        [sum, text] = [sum + units, add(text, read)];
      }),
      { numRuns: AMOUNTS, ...(seed !== undefined && { seed: Number(seed) }) },
    );
    expect(text).toBe(shortest(sum));
  },
);

// One assertion of the runner's for each would take most of the time.
function fail(units: bigint, found: string): never {
  throw new Error(`${units} units became ${found}.`);
}
