import { distribute, planDistribution } from "@pipeline/db/distribute";
import { Command } from "commander";
import { withInstallation, type Installation } from "./installation";

type Options = { dryRun: boolean; undo: boolean };

export const command = new Command("distribute")
  .description("shards the database by user with Citus, all or nothing; a second time changes nothing")
  .option("--dry-run", "prints the SQL and changes nothing", false)
  .option("--undo", "makes plain tables of all again", false)
  .action((options: Options) => withInstallation((installation) => run(installation, options)));

async function run({ database }: Installation, { dryRun, undo }: Options): Promise<void> {
  if (dryRun) return print(await planDistribution(database, { undo }));
  const { change } = await distribute(database, { undo });
  console.log(change.length === 0 ? "Nothing to do." : `statements=${change.length}`);
}

function print({ missing, change, tidy }: Awaited<ReturnType<typeof planDistribution>>): void {
  if (missing.length > 0) console.log(["-- First, by an administrator:", ...missing, ""].join("\n"));
  if (change.length === 0) return console.log("-- Nothing to do.");
  const both = ["BEGIN", ...change, "COMMIT"].map((statement) => `${statement};`);
  console.log(both.join("\n"));
  console.log(["-- Then, if every table has as many rows as before:", ...tidy.map((one) => `${one};`)].join("\n"));
}
