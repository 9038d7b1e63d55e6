import { Command, InvalidArgumentError } from "commander";
import { measureClosings } from "./meter/closings";
import { fill } from "./meter/fill";
import { withInstallation } from "./support/installation";
import { report, type Report } from "./support/report";

type Options = { jobs: number; users: number; budgets: number; rounds: number };

export const command = new Command("meter")
  .description("closing a quarter hour of many running jobs, beside one statement that writes as many rows")
  .option("--jobs <count>", "running at once", positive, 10_000)
  .option("--users <count>", "among whom they are shared evenly", positive, 1_000)
  .option("--budgets <count>", "one user in so many has a budget", positive, 4)
  .option("--rounds <count>", "how often each closes a quarter hour", positive, 8)
  .action((options: Options) => report("meter", () => run(options)));

function run({ jobs, users, budgets, rounds }: Options): Promise<Report> {
  return withInstallation(async (app) => {
    const running = await fill(app, { users, perUser: Math.ceil(jobs / users), budgets });
    const { tables, measured, written, notes } = await measureClosings(app, running, rounds);
    return {
      tables,
      notes: [
        `${running.ours.length} users, ${running.perUser} running jobs each, every ${budgets}th with a budget of the month; as many others, with the same jobs, for the one statement`,
        ...notes,
      ],
      facts: { jobs, users, budgets, rounds, postgres: running.postgres, written, measured },
    };
  });
}

function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return count;
}
