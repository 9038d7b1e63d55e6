import { toInstant } from "@pipeline/core/instant";
import { fromUnits, toUnits } from "@pipeline/core/money";
import type { LedgerRange } from "../window";
import type { Column, Facts } from "./column";
import type { ExportedRecord } from "./read";

/** One JSON object: the window, the records, and at the end their count and sum. Amounts are decimal strings. */
export function jsonWriter(columns: readonly Column[], facts: Facts) {
  let count = 0;
  let units = 0n;
  const rowOf = (record: ExportedRecord) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, value }) => [name, value(record, facts)])));
  return {
    head({ from, to, timeZone }: LedgerRange) {
      const window = { currency: facts.currency, from: toInstant(from), to: toInstant(to), time_zone: timeZone };
      return `${JSON.stringify(window).slice(0, -1)},"records":[`;
    },
    rows(records: readonly ExportedRecord[]) {
      const lines = records.map((record, i) => `${count + i === 0 ? "" : ","}\n${rowOf(record)}`);
      count += records.length;
      units += records.reduce((sum, { amount }) => sum + toUnits(amount), 0n);
      return lines.join("");
    },
    tail: () => `\n],"record_count":${count},"total":"${fromUnits(units)}"}\n`,
  };
}
