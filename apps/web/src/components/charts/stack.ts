import type { GroupBy } from "@pipeline/core/cost-words";
import { add, apportion, type Money } from "@pipeline/core/money";
import type { Granularity } from "@pipeline/core/period";
import { bucketHeading, bucketTick } from "./bucket-label";
import { colorsOf, MAX_SERIES, OTHER_COLOR } from "./palette";

/** What of a summary is drawn. */
export type Charted = {
  range: { to: string; granularity: Granularity };
  breakdown: readonly { key: string; label: string; amount: Money }[];
  series: readonly { start: string; label: string; byKey: Readonly<Record<string, Money>> }[];
  live: { asOf: string };
};

/** What is expected of the days to come, this one's rest first. */
export type Expected = readonly { label: string; amount: Money }[];

/** One colour of the chart. `id` is safe as a data key, whatever the user called the part. */
export type StackPart = { id: string; label: string; color: string };

/** One bar: its parts by id, exact, and its names. */
export type StackRow = {
  tick: string;
  heading: string;
  /** The bar holds this instant: it will still grow. */
  unfinished: boolean;
  amounts: Readonly<Record<string, Money>>;
  /** What is expected to come on top; never part of the total. */
  forecast?: Money;
  /** Nothing of it has been: all of it is expected. */
  ahead: boolean;
};

export type Stack = { parts: readonly StackPart[]; rows: readonly StackRow[] };

const OTHER: StackPart = { id: "other", label: "Other", color: OTHER_COLOR };

/** Which part a key is drawn as: the largest keys have their own, the rest is "Other". */
export function partsByKey(
  breakdown: Charted["breakdown"],
  groupBy: GroupBy,
): { parts: StackPart[]; partOf: (key: string) => StackPart } {
  // By job the server has folded the small ones under this key already.
  const folded = (key: string) => groupBy === "job" && key === "other";
  const named = breakdown.filter(({ key }) => !folded(key)).slice(0, MAX_SERIES);
  const colors = colorsOf(named.map(({ key }) => key));
  const own = new Map(
    named.map(({ key, label }, index) => [key, { id: `part${index}`, label, color: colors.get(key) ?? OTHER_COLOR }]),
  );
  const parts = [...own.values()];
  return {
    parts: breakdown.length > named.length ? [...parts, OTHER] : parts,
    partOf: (key) => own.get(key) ?? OTHER,
  };
}

/** Bars of a summary: gap-free, exact, at most `MAX_SERIES` named parts; what is expected goes on from the last one. */
export function stackOf({ range, breakdown, series, live }: Charted, groupBy: GroupBy, expected: Expected = []): Stack {
  const expectedOn = new Map(expected.map(({ label, amount }) => [label, amount]));
  const { parts, partOf } = partsByKey(breakdown, groupBy);
  const rows = series.map(({ start, label, byKey }, index): StackRow => {
    const amounts: Record<string, Money> = {};
    for (const [key, amount] of Object.entries(byKey)) {
      const { id } = partOf(key);
      amounts[id] = add(amounts[id] ?? "0", amount);
    }
    const next = series[index + 1]?.start;
    const forecast = expectedOn.get(label);
    return {
      tick: bucketTick(label, range.granularity),
      heading: bucketHeading(label, range.granularity),
      unfinished: start <= live.asOf && (next === undefined ? live.asOf <= range.to : live.asOf < next),
      amounts,
      ...(forecast !== undefined && { forecast }),
      ahead: false,
    };
  });
  const shown = new Set(series.map(({ label }) => label));
  const ahead = expected.filter(({ label }) => !shown.has(label)).map(rowAhead);
  return { parts, rows: [...rows, ...ahead] };
}

function rowAhead({ label, amount }: Expected[number]): StackRow {
  const names = { tick: bucketTick(label, "day"), heading: bucketHeading(label, "day") };
  return { ...names, unfinished: false, amounts: {}, forecast: amount, ahead: true };
}

/** A bar's parts rounded so that they sum to the rounded sum, in the order of the legend; parts of nothing left out. */
export function roundedRow(
  row: StackRow,
  parts: readonly StackPart[],
  decimals: number,
): { total: Money; parts: { part: StackPart; amount: Money }[] } {
  const given = parts.flatMap((part) => {
    const amount = row.amounts[part.id];
    return amount === undefined ? [] : [{ key: part.id, amount, part }];
  });
  const rounded = apportion(given, decimals);
  const amountOf = new Map(rounded.parts.map(({ key, amount }) => [key, amount]));
  return { total: rounded.total, parts: given.map(({ key, part }) => ({ part, amount: amountOf.get(key) ?? "0" })) };
}
