import { Command } from "commander";
import { DAYS, fillLedger } from "./records/fill";
import { inboxList, recordsList } from "./records/lists";
import { measureList } from "./records/measure";
import { fillInboxes } from "./support/fill-inboxes";
import { withInstallation } from "./support/installation";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";

type Options = { rows: number; page: number; rounds: number; roundMs: number; seed: number };

/** In days: the window of a list that names none, and all that the ledger holds. */
const MONTH = 30;
const YEAR = DAYS + 1;

export const command = new Command("records")
  .description("the first and a late page of records and of notifications, beside OFFSET and the bare keyset query")
  .option("--rows <count>", "records of one user, and notifications of another", positive, 1_000_000)
  .option("--page <number>", "which page is late", positive, 1_000)
  .option("--rounds <count>", "how often each case has its turn", positive, 10)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 1_000)
  .option("--seed <number>", "of what the records say", positive, 1)
  .action((options: Options) => report("records", () => run(options)));

function run({ rows, page, rounds, roundMs, seed }: Options): Promise<Report> {
  const pace = { rounds, roundMs, warmUpMs: Math.min(2_000, 2 * roundMs) };
  return withInstallation(async (app) => {
    const ledger = await fillLedger(app.database.owner, { rows, seed });
    const inboxes = await fillInboxes(app.database.owner, { users: 1, perUser: rows, hoards: false });
    const lists = [
      recordsList(app, ledger, daysOf(page, rows)),
      recordsList(app, ledger, YEAR),
      inboxList(app, inboxes.users[0] ?? ""),
    ];
    const found = [];
    for (const list of lists) found.push(await measureList(list, page, pace));
    return {
      tables: found.map(({ table }) => table),
      notes: [
        `${rows.toLocaleString("en")} records of one user, loaded in ${ledger.seconds.toFixed(0)} s, and as many notifications of another, in ${inboxes.seconds.toFixed(0)} s; vacuumed`,
        `${rounds} rounds of ${roundMs / 1000} s a case, in turns, one caller; every case in a read-only transaction that speaks for the user, statements prepared`,
        "the verb also answers the exact count of all pages (records), or the version and the unread count (notifications); OFFSET and the bare query answer the rows alone",
        "ratios are medians over the rounds",
      ],
      facts: {
        rows,
        page,
        pace,
        seed,
        postgres: inboxes.postgres,
        measured: found.flatMap(({ measured }) => measured),
      },
    };
  });
}

/** A month, or as many days as it takes to have so many pages of 50. */
function daysOf(page: number, rows: number): number {
  return Math.max(MONTH, Math.ceil(((page + 1) * 50 * DAYS) / rows));
}
