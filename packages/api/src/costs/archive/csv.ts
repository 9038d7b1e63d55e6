import { stringify } from "csv-stringify/sync";
import { safeText } from "../export/cell";

import type { ArchiveColumn, ArchivedRecord } from "@pipeline/db/archive";

// As in `GET /api/costs/export`: one rule to read every CSV of Pipeline.
const OPTIONS = { record_delimiter: "\r\n", quoted_match: /[\r\n]/u };

/** The header line of an archived month. */
export function archiveHead(columns: readonly ArchiveColumn[]): string {
  return stringify([columns.map(({ name }) => name)], OPTIONS);
}

/** Lines of it. Null is an empty cell; text that a spreadsheet would compute has one `'` in front. */
export function archiveLines(columns: readonly ArchiveColumn[], records: readonly ArchivedRecord[]): string {
  return stringify(
    records.map((record) => columns.map((column) => cellOf(column, record))),
    OPTIONS,
  );
}

function cellOf({ name, isText }: ArchiveColumn, record: ArchivedRecord): string | null {
  const value = record[name] ?? null;
  return value !== null && isText ? safeText(value) : value;
}
