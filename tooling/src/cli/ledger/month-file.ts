import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** What became of a file: new, the same bytes as before, or others than before. */
export type Outcome = "written" | "kept" | "changed";

/**
 * Writes a text, compressed, beside a file and then in its place, unless it holds the same bytes already. Whatever fails
 * leaves what was there. Only its owner may read it.
 */
export async function writeMonth(
  file: string,
  text: AsyncIterable<string>,
): Promise<{ sha256: string; outcome: Outcome }> {
  const draft = `${file}.part`;
  // What a killed run has left may be others' to read.
  await rm(draft, { force: true });
  try {
    const hash = createHash("sha256");
    async function* summed(source: AsyncIterable<Uint8Array>) {
      for await (const piece of source) {
        hash.update(piece);
        yield piece;
      }
    }
    await pipeline(
      Readable.from(text),
      createGzip(),
      summed,
      createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }),
    );
    const sha256 = hash.digest("hex");
    const outcome = await comparedTo(file, sha256);
    if (outcome !== "kept") await rename(draft, file);
    return { sha256, outcome };
  } finally {
    await rm(draft, { force: true });
  }
}

async function comparedTo(file: string, sha256: string): Promise<Outcome> {
  if (!existsSync(file)) return "written";
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex") === sha256 ? "kept" : "changed";
}
