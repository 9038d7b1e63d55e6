import { stringify } from "csv-stringify/sync";
import { safeText } from "./cell";
import type { Column, Facts } from "./column";
import type { ExportedRecord } from "./read";

// RFC 4180; a line break of either kind inside a cell puts the cell in quotes.
const OPTIONS = { record_delimiter: "\r\n", quoted_match: /[\r\n]/ };

/** CSV with a header line. Null is an empty cell; numbers stay numbers, text cannot become a formula. */
export function csvWriter(columns: readonly Column[], facts: Facts) {
  const cellOf = (column: Column, record: ExportedRecord): string | null => {
    const value = column.value(record, facts);
    if (value === null || (typeof value === "string" && column.numeric)) return value;
    return safeText(typeof value === "string" ? value : JSON.stringify(value));
  };
  return {
    head: () => stringify([columns.map(({ name }) => name)], OPTIONS),
    rows: (records: readonly ExportedRecord[]) =>
      stringify(
        records.map((record) => columns.map((column) => cellOf(column, record))),
        OPTIONS,
      ),
    tail: () => "",
  };
}
