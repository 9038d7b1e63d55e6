import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";

export type CsvRow = Record<string, string>;

/**
 * The rows of a CSV file with a header line, one after the other, each with the line it ends on; gzipped when its name
 * says so. `bytes`: what it holds, where it was read already. Throws when the file is not CSV.
 */
export async function* csvRows(file: string, bytes?: Buffer): AsyncGenerator<{ row: CsvRow; line: number }> {
  const raw = bytes ? Readable.from([bytes]) : createReadStream(file);
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
export async function readCsv(file: string, bytes?: Buffer): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const { row } of csvRows(file, bytes)) rows.push(row);
  return rows;
}
