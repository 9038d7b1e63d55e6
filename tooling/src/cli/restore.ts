import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { restoreText } from "@pipeline/db/backup";
import { Command } from "commander";
import { sum } from "./backup";
import { withDatabase, type Installation } from "./installation";

export const command = new Command("restore")
  .description("loads a backup into a database that holds nothing yet: all of it, or nothing")
  .argument("<file>", "what backup has written; - for the standard input")
  .action((file: string) => withDatabase((installation) => run(installation, file)));

async function run({ database }: Installation, file: string): Promise<void> {
  const source = file === "-" ? process.stdin : createReadStream(file);
  const rows = await pipeline(source, createGunzip(), (bytes: AsyncIterable<Buffer>) =>
    restoreText(database.owner, texts(bytes)),
  );
  await database.owner.sql`analyze`;
  console.log(`rows=${sum(rows)}`);
}

async function* texts(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
