import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";

/** The rows of a CSV file with a header line, gzipped when its name says so. Throws when the file is not CSV. */
export async function readCsv(file: string): Promise<Record<string, string>[]> {
  const raw = createReadStream(file);
  const text = file.endsWith(".gz") ? raw.on("error", () => {}).pipe(createGunzip()) : raw;
  const parser = parse({ columns: true, bom: true, skip_empty_lines: true, trim: true });
  raw.on("error", (error: Error) => parser.destroy(error));
  if (text !== raw) text.on("error", (error: Error) => parser.destroy(error));
  const rows: Record<string, string>[] = [];
  for await (const row of text.pipe(parser)) rows.push(row as Record<string, string>);
  return rows;
}
