import { MAX_BATCH } from "@pipeline/core/costs";
import { Command, InvalidArgumentError } from "commander";
import type { App } from "@pipeline/api/http";
import { checkAll } from "./ingest/checked";
import { batches, type Load, singles, twice } from "./ingest/loads";
import { AT_ONCE, makeAccounts } from "./ingest/people";
import { NO_PGBENCH, pgbench, pgbenchVersion, type Server } from "./ingest/pgbench";
import { copies, inserts, withDriver } from "./ingest/plain";
import { withInstallation } from "./support/installation";
import { report, type Report, type Row } from "./support/report";
import { type Case, inTurns, type Measured, timesAsFast } from "./support/run";

type Options = { rounds: number; roundMs: number };

const SINGLE_GOAL = 0.4;
const BATCH_GOAL = 0.3;
const SMALL_BATCH = 100;

export const command = new Command("ingest")
  .description("recording costs with roll-ups, budgets and idempotency, beside inserting the same rows alone")
  .option("--rounds <count>", "how often each case has its turn", positive, 10)
  .option("--round-ms <ms>", "how long a turn lasts", positive, 1_000)
  .action((options: Options) => report("ingest", () => run(options)));

function run({ rounds, roundMs }: Options): Promise<Report> {
  return withInstallation(async (app) => {
    const server = serverOf(app);
    return withDriver(server, async (sql) => {
      const others = () => makeAccounts(app, AT_ONCE);
      const version = pgbenchVersion();
      const insert = inserts(sql, "INSERT by the driver", await others());
      const base = version === undefined ? undefined : pgbench("INSERT by pgbench", server, await others());
      const one: Load[] = [
        await singles(app, "record"),
        await singles(app, "record, one account", { accounts: 1 }),
        await singles(app, "record, three budgets", { budgets: true }),
        await singles(app, "record, three budgets, one account", { budgets: true, accounts: 1 }),
        await twice(app, "record, each key twice"),
      ];
      
      const measured = await inTurns([...(base ? [base] : []), insert, ...one.map(({measure}) => measure)], { rounds, roundMs, warmUpMs: roundMs });
      await checkAll(app, one);
      return { tables: [{ title: "x", rows: measured.map(({ rounds: _r, ...m }) => m) }], notes: [NO_PGBENCH], facts: {} };
    });
  });
}
function serverOf({ database }: App): Server {
  const { host, port, user, database: name } = database.owner.sql.options;
  return { host: host[0] ?? "", port: port[0] ?? 0, user, database: name };
}
function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return count;
}
