import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** What is written down of a file: its name without folders, and the SHA-256 of what it holds. */
export type PriceFile = { readonly name: string; readonly sha256: string };

/** Reads a file once: what is parsed is what the sum is of, whoever writes it meanwhile. */
export async function openPriceFile(place: string): Promise<{ file: PriceFile; bytes: Buffer }> {
  const bytes = await readFile(place);
  return { file: { name: path.basename(place), sha256: createHash("sha256").update(bytes).digest("hex") }, bytes };
}
