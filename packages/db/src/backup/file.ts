import { createHash } from "node:crypto";

/** What the first line of a backup says. */
export type Head = { readonly format: 1; readonly madeAt: string; readonly migrations: readonly string[] };
/** What the last line says; a file without it was cut off. */
export type Foot = { readonly rows: Readonly<Record<string, number>>; readonly sha256: string };

export const HEAD = "-- Pipeline backup ";
export const FOOT = "-- End of backup ";
/** As COPY ends its lines of rows. */
export const END_OF_ROWS = "\\.";

/** Sums up the lines of a file, both where it is written and where it is read. */
export function createSum(): { add(text: string): void; digest(): string } {
  const hash = createHash("sha256");
  return { add: (text) => void hash.update(text), digest: () => hash.digest("hex") };
}

/** The lines of a text that comes in pieces. Only a line feed ends one. */
export async function* linesOf(source: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of source) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
