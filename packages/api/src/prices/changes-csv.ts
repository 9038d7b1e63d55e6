import { stringify } from "csv-stringify/sync";
import { safeText } from "../costs/export/cell";
import type { PriceChangeRow } from "./read-changes";
import { BEGINNING } from "./seed";

// As in `GET /api/costs/export`: one rule to read every CSV of Pipeline.
const OPTIONS = { record_delimiter: "\r\n", quoted_match: /[\r\n]/u };

type Cell = (row: PriceChangeRow) => string | null;
const text =
  (of: Cell): Cell =>
  (row) => {
    const value = of(row);
    return value === null ? null : safeText(value);
  };
const list = (of: (row: PriceChangeRow) => string[] | null): Cell => text((row) => of(row)?.join(";") ?? null);

// The columns that a file of prices has are named and written as there.
const COLUMNS: readonly (readonly [string, Cell])[] = [
  ["at", ({ at }) => at],
  ["import_id", ({ importId }) => importId],
  ["file", text(({ file }) => file)],
  ["file_sha256", ({ fileSha256 }) => fileSha256],
  ["change", ({ change }) => change],
  ["price_id", ({ priceId }) => priceId],
  ["unit", ({ unit }) => unit],
  ["gpu_type", text(({ gpuType }) => gpuType)],
  ["provider", text(({ provider }) => provider)],
  ["region", text(({ region }) => region)],
  ["purchase_option", text(({ purchaseOption }) => purchaseOption)],
  ["valid_from", ({ validFrom }) => (validFrom === BEGINNING ? null : validFrom)],
  ["price_before", ({ priceBefore }) => priceBefore],
  ["price_after", ({ priceAfter }) => priceAfter],
  ["valid_to_before", ({ validToBefore }) => validToBefore],
  ["valid_to_after", ({ validToAfter }) => validToAfter],
  ["aliases_before", list(({ aliasesBefore }) => aliasesBefore)],
  ["aliases_after", list(({ aliasesAfter }) => aliasesAfter)],
  ["source_before", text(({ sourceBefore }) => sourceBefore)],
  ["source_after", text(({ sourceAfter }) => sourceAfter)],
];

/** The header line of changes of the catalogue. */
export const changesHead = (): string => stringify([COLUMNS.map(([name]) => name)], OPTIONS);

/** Lines of it. Null is an empty cell; text that a spreadsheet would compute has one `'` in front. */
export function changesLines(rows: readonly PriceChangeRow[]): string {
  return stringify(
    rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
    OPTIONS,
  );
}
