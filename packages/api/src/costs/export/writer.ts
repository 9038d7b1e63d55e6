import type { ExportFormat } from "@pipeline/core/cost-words";
import type { LedgerRange } from "../window";
import type { Facts } from "./column";
import { csvWriter } from "./csv";
import { focusColumns } from "./focus";
import { jsonWriter } from "./json";
import { PLAIN_COLUMNS } from "./plain";
import type { ExportedRecord } from "./read";

/** A file that is written piece by piece. */
export type Writer = {
  head(range: LedgerRange): string;
  rows(records: readonly ExportedRecord[]): string;
  tail(): string;
};

const WRITERS: Record<ExportFormat, (facts: Facts) => Writer> = {
  csv: (facts) => csvWriter(PLAIN_COLUMNS, facts),
  json: (facts) => jsonWriter(PLAIN_COLUMNS, facts),
  "focus-1.2": (facts) => csvWriter(focusColumns("1.2"), facts),
  "focus-1.4": (facts) => csvWriter(focusColumns("1.4"), facts),
};

/** A writer of one file in a format. */
export function writerOf(format: ExportFormat, facts: Facts): Writer {
  return WRITERS[format](facts);
}
