import { readFocus } from "@pipeline/api/costs/focus-file";
import { focusKey, importFocus, type FocusCharge } from "@pipeline/api/costs/import-focus";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { Command } from "commander";
import { findOrMakeUser } from "./find-or-make-user";
import { actFor, withInstallation, type Installation } from "./installation";
import { withProgress } from "./progress";

export const command = new Command("import-focus")
  .description("loads a FOCUS bill as cost records, all or none; a second time imports nothing")
  .argument("<file>", "CSV, may be gzipped, of any version of FOCUS")
  .requiredOption("--email <email>", "whose costs they are; the account is made when it is missing, without a password")
  .action((file: string, { email }: { email: string }) =>
    withInstallation(async (installation) => {
      const charges = await readFocus(file, installation.env.currency);
      await run(installation, email, charges);
    }),
  );

async function run(installation: Installation, email: string, charges: readonly FocusCharge[]): Promise<void> {
  const userId = await findOrMakeUser(installation, email);
  const { imported } = await withProgress(charges.length, (onProgress) =>
    importFocus(actFor(installation, userId), charges, onProgress),
  );
  console.log(`imported=${imported}\nalready_there=${charges.length - imported}`);
  console.log(`total_exact=${await totalOf(installation, userId, charges)}`);
}

/** What the charges of the file sum to, as the database has them. */
async function totalOf({ database }: Installation, userId: string, charges: readonly FocusCharge[]): Promise<string> {
  const [row] = await database.owner.sql<{ total: string }[]>`
    select coalesce(sum(amount), 0) as total from lora_cost_records
    where user_id = ${userId} and idempotency_key = any(${charges.map(focusKey)})`;
  return fromUnits(toUnits(row?.total ?? "0"));
}
