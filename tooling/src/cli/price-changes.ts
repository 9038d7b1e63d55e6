import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { changesHead, changesLines } from "@pipeline/api/prices/changes-csv";
import { readPriceChanges } from "@pipeline/api/prices/read-changes";
import { DayOrInstant } from "@pipeline/core/instant-schema";
import type { Db } from "@pipeline/db";
import { Command } from "commander";
import { withInstallation } from "./installation";

export const command = new Command("price-changes")
  .description("prints as CSV what imports have changed in the catalogue of prices: before and after, newest last")
  .option("--since <date>", "from then on: a day, which begins in UTC, or an instant")
  .action(({ since }: { since?: string }) => {
    const from = since === undefined ? undefined : instantOf(since);
    return withInstallation(({ database }) => print(database.owner.db, from));
  });

function instantOf(since: string): string {
  const { data } = DayOrInstant.safeParse(since);
  if (data !== undefined) return data;
  throw new Error(
    `--since takes a day or an instant, like 2026-03-01 or 2026-03-01T08:00:00Z, and not ${JSON.stringify(since)}.`,
  );
}

async function print(owner: Db, since: string | undefined): Promise<void> {
  async function* text() {
    yield changesHead();
    for await (const page of readPriceChanges(owner, since)) yield changesLines(page);
  }
  await pipeline(Readable.from(text()), process.stdout);
}
