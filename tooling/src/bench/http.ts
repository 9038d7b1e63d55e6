import { Command } from "commander";
import { fill } from "./inbox/fill";
import { recordMonths } from "./http/costs";
import { measureWays } from "./http/ways";
import { withInstallation } from "./support/installation";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";

type Options = { users: number; records: number; rounds: number; roundMs: number; atOnce: number; next: boolean };

export const command = new Command("http")
  .description("what a request costs over HTTP, beside servers that do the same by hand")
  .option("--users <count>", "who ask in turns", positive, 20)
  .option("--records <count>", "cost records each of them has in two months", positive, 500)
  .option("--rounds <count>", "how often each case has its turn", positive, 5)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 2_000)
  .option("--at-once <count>", "kept connections", positive, 16)
  .option("--no-next", "leave out what needs the build: the application as it is started, and Next")
  .action((options: Options) => report("http", () => run(options)));

function run({ users, records, rounds, roundMs, atOnce, next }: Options): Promise<Report> {
  const pace = { rounds, roundMs, warmUpMs: Math.min(3_000, 2 * roundMs) };
  return withInstallation(async (app) => {
    const inboxes = await fill(app.database.owner, { users, perUser: 1_000 });
    await recordMonths(app, inboxes.users, records);
    const { tables, notes, measured } = await measureWays(app, inboxes, { pace, atOnce, next });
    return { tables, notes, facts: { users, records, atOnce, pace, postgres: inboxes.postgres, measured } };
  });
}
