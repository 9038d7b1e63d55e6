import { Command } from "commander";
import { measureAges } from "./age/measure";
import { withBoth } from "./age/open";
import { classesOf } from "./age/size";
import { sizesOf } from "./age/sizes";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";

type Options = {
  records: number;
  days: number;
  rounds: number;
  roundMs: number;
  only: RegExp;
  keep: string | undefined;
};

export const command = new Command("age")
  .description("what every page asks, after two months of history and after ten years")
  .option(
    "--records <count>",
    "of ten years, all accounts together",
    positive,
    Number(process.env["AGE_RECORDS"] ?? 4_000),
  )
  .option("--days <count>", "of history in the young database: pages compare a month with the one before", positive, 62)
  .option("--rounds <count>", "how often each case has its turn", positive, 5)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 200)
  .option("--only <pattern>", "the questions whose name matches", (text: string) => new RegExp(text, "u"), /./u)
  .option("--keep <folder>", "where both databases are kept, and found the next time")
  .action((options: Options) => report("age", () => run(options)));

function run({ records, days, rounds, roundMs, only, keep }: Options): Promise<Report> {
  const pace = { rounds, roundMs, warmUpMs: roundMs };
  return withBoth({ classes: classesOf(records), days, keep, told: console.error }, async (sides, accounts) => {
    const { tables, measured } = await measureAges(sides, accounts, { ...pace, only });
    const sizes = await sizesOf(sides.old.database.owner.sql);
    const [server] = await sides.old.database.owner.sql<{ version: string }[]>`
      select current_setting('server_version') as version`;
    return {
      tables: [...tables, { title: "What ten years take, in MB", rows: sizes }],
      notes: [
        `${records.toLocaleString("en")} records of ten years, corrections besides; the other database holds the last ${days} days of the same accounts`,
        "filled by SQL in bulk, indexes made afterwards, vacuumed; one account of each kind was verified in both",
        `${rounds} rounds of ${roundMs / 1000} s a case, in turns, one caller; the ratio is the median of the rounds'`,
        "what reads more by what it asks for has two turns and no goal",
      ],
      facts: { records, days, pace, postgres: server?.version ?? "unknown", sizes, measured },
    };
  });
}
