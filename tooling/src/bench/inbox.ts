import { Command } from "commander";
import { fillInboxes } from "./support/fill-inboxes";
import { withInstallation } from "./support/installation";
import { measureLists } from "./inbox/lists";
import { measurePolls } from "./inbox/polls";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";

type Options = {
  rows: number;
  users: number;
  rounds: number;
  roundMs: number;
  atOnce: number;
  watch: boolean;
  seed: number;
};

export const command = new Command("inbox")
  .description("idle polls and lists of a large inbox, beside plainer reads of the same database")
  .option("--rows <count>", "notifications in all", positive, 1_000_000)
  .option("--users <count>", "among whom they are shared evenly", positive, 100)
  .option("--rounds <count>", "how often each case has its turn", positive, 10)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 2_000)
  .option("--at-once <count>", "callers that wait for an answer at any moment", positive, 16)
  .option(
    "--watch",
    "draw the simulator at work instead: pages that lose, freeze and close, and the inbox they agree on",
    false,
  )
  .option("--seed <number>", "of the simulator's first run", positive, 1)
  .action(async (options: Options) => {
    if (!options.watch) return report("inbox", () => run(options));
    const { watchInbox } = await import("./inbox/watch");
    await watchInbox({ seed: options.seed });
  });

function run({ rows, users, rounds, roundMs, atOnce }: Options): Promise<Report> {
  const perUser = Math.ceil(rows / users);
  const pace = { rounds, roundMs, warmUpMs: Math.min(3_000, 2 * roundMs) };
  return withInstallation(async (app) => {
    const inboxes = await fillInboxes(app.database.owner, { users, perUser });
    const lists = await measureLists(app, inboxes, pace);
    const polls = await measurePolls(app, inboxes, { pace, atOnce });
    return {
      tables: [lists.table, polls.table],
      notes: [
        `${(users * perUser).toLocaleString("en")} notifications, ${perUser.toLocaleString("en")} each of ${users} users; loaded and indexed in ${inboxes.seconds.toFixed(0)} s, then vacuumed`,
        `${rounds} rounds of ${roundMs / 1000} s a case, in turns; polls by ${atOnce} callers at once; the database and the callers share the machine`,
        ...lists.notes,
        ...polls.notes,
      ],
      facts: {
        rows,
        users,
        atOnce,
        pace,
        postgres: inboxes.postgres,
        measured: [...lists.measured, ...polls.measured],
      },
    };
  });
}
