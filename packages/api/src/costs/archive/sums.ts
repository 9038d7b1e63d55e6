import { fromUnits, toUnits, type Money } from "@pipeline/core/money";
import type { ArchivedRecord } from "@pipeline/db/archive";

/** What the records of a month come to. */
export type MonthSums = {
  readonly rows: number;
  readonly total: Money;
  readonly byType: Readonly<Record<string, Money>>;
};

/** Adds up records as they pass. */
export function createMonthSums(): { add(records: readonly ArchivedRecord[]): void; sums(): MonthSums } {
  const units = new Map<string, bigint>();
  let rows = 0;
  return {
    add(records) {
      rows += records.length;
      for (const { cost_type: type, amount } of records) {
        units.set(type ?? "", (units.get(type ?? "") ?? 0n) + toUnits(amount ?? "0"));
      }
    },
    sums: () => ({
      rows,
      total: fromUnits([...units.values()].reduce((sum, one) => sum + one, 0n)),
      byType: Object.fromEntries(
        [...units].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([type, sum]) => [type, fromUnits(sum)]),
      ),
    }),
  };
}
