import { monthBefore } from "@pipeline/core/utc-month";
import { Command } from "commander";
import { requireUser, withInstallation } from "./installation";
import { exportLedger } from "./ledger/export";
import { withProgress } from "./progress";

type Options = { before: string; email?: string; out: string };

export const command = new Command("export-ledger")
  .description("writes the cost records of months that are over as compressed CSV, a file a month; deletes nothing")
  .requiredOption("--before <month>", "the months before this one, like 2026-03 or 2026-03-01; UTC")
  .option("--email <email>", "one account instead of all")
  .requiredOption("--out <folder>", "where the files and their manifest are kept")
  .action(run);

async function run({ before, email, out }: Options): Promise<void> {
  const end = monthBefore(before, Date.now());
  await withInstallation(async (installation) => {
    const { database, env } = installation;
    const userId = email === undefined ? undefined : await requireUser(installation, email);
    const asked = { userId, currency: env.currency, end, out };
    const { rows, written, kept, changed } = await exportLedger(database.owner, asked, withProgress);
    console.log(`written=${written}\nkept=${kept}\nchanged=${changed}\nrows=${rows}`);
  });
}
