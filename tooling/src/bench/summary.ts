import { Command } from "commander";
import { withInstallation } from "./support/installation";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";
import { type Account, fill, ZONES } from "./summary/fill";
import { measureSummaries } from "./summary/measure";

type Options = {
  records: number[];
  others: number;
  projects: number;
  rounds: number;
  roundMs: number;
  seed: number;
};

export const command = new Command("summary")
  .description("costs.summary of a month and a year, beside plainer ways to the same figures")
  .option(
    "--records <counts>",
    "records of each account, with commas between",
    counts,
    [1_000, 10_000, 100_000, 1_000_000],
  )
  .option("--others <count>", "other accounts, with 100 records each", positive, 500)
  .option("--projects <count>", "of each account: a roll-up has a row for each that a quarter hour meets", positive, 1)
  .option("--rounds <count>", "how often each case has its turn", positive, 5)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 200)
  .option("--seed <number>", "of what the records are", positive, 1)
  .action((options: Options) => report("summary", () => run(options)));

function run({ records, others, projects, seed, rounds, roundMs }: Options): Promise<Report> {
  const pace = { rounds, roundMs, warmUpMs: roundMs };
  return withInstallation(async (app) => {
    const { accounts, seconds } = await fill(app, { records, others, projects, seed });
    // The best that can be done for records themselves; the project has no such index.
    await app.database.owner.sql`
      create index bench_covering_idx on lora_cost_records (user_id, recorded_at) include (cost_type, amount)`;
    await app.database.owner.sql`vacuum (analyze) lora_cost_records`;
    const { tables, measured } = await measureSummaries(app, accounts, pace);
    const [server] = await app.database.owner.sql<{ version: string }[]>`
      select current_setting('server_version') as version`;
    return {
      tables: [...tables, { title: "Sums that are stored of a year", rows: accounts.map(storedRow) }],
      notes: [
        `one account a size, a year of records, ${others} other accounts with 100 each; loaded in ${seconds.toFixed(0)} s, sums verified, vacuumed`,
        `accounts live in ${ZONES.own} and are also looked at from ${ZONES.other}; ${projects} project(s), three types, two kinds of GPU`,
        `${rounds} rounds of ${roundMs / 1000} s a case, in turns, one caller; select * has two turns; the database shares the machine`,
        "costs.summary: the verb with its transaction, row-level security, the window before and what is live",
        "bare roll-ups: one prepared statement for the window and the one before, through the driver, in the same kind of transaction",
        "GROUP BY and select * of the records, in the same kind of transaction, leave the window before out",
        "GROUP BY has an index on owner and time that includes type and amount, made for this benchmark after all was loaded",
        "all ways were checked to answer the same figures before anything was timed; select * adds floats, the others are exact",
      ],
      facts: { records, others, projects, seed, pace, postgres: server?.version ?? "unknown", accounts, measured },
    };
  });
}

const storedRow = ({ records, jobs, quarters, days }: Account) => ({
  records,
  jobs,
  "by quarter hour": quarters,
  "by local day": days,
});

function counts(text: string): number[] {
  return text.split(",").map(positive);
}
