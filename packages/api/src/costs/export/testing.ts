import { parse } from "csv-parse/sync";
import { add } from "@pipeline/core/money";
import { exportCosts, type ExportQuery } from "./export";
import type { Ctx } from "../../ctx";
import { windowOf } from "../window";

export type Row = Record<string, string>;

/** The cells of a CSV file, untouched: a header line and rows of the same length. */
export function rowsOfCsv(text: string): Row[] {
  return parse(text, { columns: true, relax_column_count: false });
}

/** The exact sum of a column. */
export const sumOf = (rows: readonly Row[], column: string) => add(...rows.map((row) => row[column] ?? ""));

/** A whole export as text; the window defaults to the last 30 days. */
export async function exported(
  ctx: Ctx,
  format: ExportQuery["format"],
  asked: { window?: Parameters<typeof windowOf>[1]; filters?: ExportQuery["filters"] } = {},
): Promise<string> {
  const pieces: string[] = [];
  const query: ExportQuery = {
    format,
    filters: asked.filters ?? {},
    range: async (scope) => (await windowOf(scope, asked.window ?? {})).range,
  };
  await exportCosts(ctx, query, { open: () => {}, write: async (piece) => void pieces.push(piece) });
  return pieces.join("");
}
