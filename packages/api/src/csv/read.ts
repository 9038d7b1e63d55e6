import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";

export type CsvRow = Record<string, string>;

/**
 * The rows of a CSV file with a header line, one after the other, each with the line it ends on; gzipped when its name
 * says so. Throws when the file is not CSV.
 */
export async function* csvRows(file: string): AsyncGenerator<{ row: CsvRow; line: number }> {
  const raw = createReadStream(file);
  const text = file.endsWith(".gz") ? raw.on("error", () => {}).pipe(createGunzip()) : raw;
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true, trim: true, info: true });
  raw.on("error", (error: Error) => parser.destroy(error));
  if (text !== raw) text.on("error", (error: Error) => parser.destroy(error));
  for await (const parsed of text.pipe(parser)) {
    const { record, info } = parsed as { record: CsvRow; info: { lines: number } };
    yield { row: record, line: info.lines };
  }
}

/** All rows of a CSV file at once. */
export async function readCsv(file: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const { row } of csvRows(file)) rows.push(row);
  return rows;
}
