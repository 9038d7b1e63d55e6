import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { backupText } from "@pipeline/db/backup";
import { Command } from "commander";
import { withInstallation, type Installation } from "./installation";

export const command = new Command("backup")
  .description("writes all that the database holds into a file, as it is at this instant; people go on working")
  .argument("<file>", "a new file, like pipeline.sql.gz; - for the standard output")
  .action((file: string) => withInstallation((installation) => run(installation, file)));

async function run({ database }: Installation, file: string): Promise<void> {
  if (file === "-") return pour(database);
  const draft = `${file}.part`;
  // Refuses to write over another backup. Who may read it may read everything.
  await (await open(file, "wx", 0o600).catch(refuse)).close();
  try {
    const rows: Record<string, number> = {};
    const sink = createWriteStream(draft, { mode: 0o600, flush: true });
    await pipeline(Readable.from(backupText(database.owner, rows)), createGzip(), sink);
    await rename(draft, file);
    console.log(`file=${file}\nrows=${sum(rows)}`);
  } catch (error) {
    await Promise.all([file, draft].map((name) => rm(name, { force: true })));
    throw error;
  }
}

/** Where there is no place for a file, as in a container. What it holds is told beside it. */
async function pour({ owner }: Installation["database"]): Promise<void> {
  if (process.stdout.isTTY) throw new Error("A backup is no text for a terminal: send it into a file.");
  const rows: Record<string, number> = {};
  await pipeline(Readable.from(backupText(owner, rows)), createGzip(), process.stdout);
  console.error(`rows=${sum(rows)}`);
}

function refuse(error: NodeJS.ErrnoException): never {
  throw error.code === "EEXIST" ? new Error(`The file ${error.path} exists already.`) : error;
}

/** How many rows all tables have. */
export function sum(rows: Readonly<Record<string, number>>): number {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}
