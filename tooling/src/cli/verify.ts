import { verifyAll, verifyUser, type Difference } from "@pipeline/api/verify/verify";
import { Command } from "commander";
import { requireUser, withInstallation, type Installation } from "./installation";

export const command = new Command("verify")
  .description("recomputes all that is derived from records; exit code 1 and the first row that differs")
  .option("--email <email>", "one account instead of all")
  .action(({ email }: { email?: string }) => withInstallation((installation) => run(installation, email)));

async function run(installation: Installation, email: string | undefined): Promise<void> {
  const { users, difference } = await check(installation, email);
  if (difference) {
    report(difference);
    process.exitCode = 1;
  } else {
    console.log(`clean=${users}`);
  }
}

async function check(installation: Installation, email: string | undefined) {
  const owner = installation.database.owner.db;
  if (email === undefined) return verifyAll(owner);
  return { users: 1, difference: await verifyUser(owner, await requireUser(installation, email)) };
}

function report({ table, key, stored, recomputed }: Difference): void {
  const columns = Object.entries(key).map(([column, value]) => `${column}=${value}`);
  console.log(`table=${table}\nkey=${columns.join(" ")}\nstored=${stored}\nrecomputed=${recomputed}`);
}
