import { setTimeZone } from "@pipeline/api/account/update";
import { TimeZone } from "@pipeline/core/time-zone-schema";
import { Command } from "commander";
import { makeAccount } from "./auth";
import { actFor, withInstallation, type Installation } from "./installation";

type Options = { email: string; password: string; timeZone?: string };

export const command = new Command("create-user")
  .description("makes an account and prints its id")
  .requiredOption("--email <email>", "what the person signs in with")
  .requiredOption("--password <password>", "at least 10 characters")
  .option("--time-zone <zone>", "in which the account's days are cut, like Europe/Berlin (default: UTC)")
  .action((options: Options) => withInstallation((installation) => run(installation, options)));

async function run(installation: Installation, { email, password, timeZone }: Options): Promise<void> {
  // Before the account is there: a mistyped zone leaves nothing behind.
  if (timeZone !== undefined) await refuseUnknown(installation, timeZone);
  const id = await makeAccount(installation, { email, password });
  if (timeZone !== undefined) await setTimeZone(actFor(installation, id), timeZone);
  console.log(`id=${id}`);
}

async function refuseUnknown({ database }: Installation, timeZone: string): Promise<void> {
  const [known] = await database.app.sql`select 1 from pg_timezone_names where name = ${timeZone}`;
  if (!known || !TimeZone.safeParse(timeZone).success) throw new Error(`There is no time zone "${timeZone}".`);
}
