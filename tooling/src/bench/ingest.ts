import type { App } from "@pipeline/api/http";
import { MAX_BATCH } from "@pipeline/core/costs";
import { Command } from "commander";
import { checkAll } from "./ingest/checked";
import { batches, type Load, singles, twice } from "./ingest/loads";
import { AT_ONCE, makeAccounts } from "./ingest/people";
import { NO_PGBENCH, pgbench, pgbenchVersion, type Server } from "./ingest/pgbench";
import { copies, inserts, withDriver } from "./ingest/plain";
import { withInstallation } from "./support/installation";
import { positive } from "./support/options";
import { report, type Report, type Row } from "./support/report";
import { type Case, inTurns, type Measured, type Pace, timesAsFast } from "./support/run";

type Options = { rounds: number; roundMs: number; bulk: number; pgbench: boolean };
/** A case of so many costs a call, which is to come to `goal` times the speed of `base`. */
type Line = { measure: Case; costsPerCall: number; base?: Case; goal?: number };
type Group = { title: string; lines: readonly Line[]; loads: readonly Load[] };

const SINGLE_GOAL = 0.4;
const BATCH_GOAL = 0.3;
const SMALL_BATCH = 100;

export const command = new Command("ingest")
  .description("recording costs with roll-ups, budgets and idempotency, beside inserting the same rows alone")
  .option("--rounds <count>", "how often each case has its turn", positive, 10)
  .option("--round-ms <ms>", "how long a turn lasts; pgbench takes whole seconds", positive, 1_000)
  .option("--bulk <rows>", "of a COPY that has no batches to keep to", positive, 10_000)
  .option("--no-pgbench", "leave pgbench out")
  .action((options: Options) => report("ingest", () => run(options)));

function run({ rounds, roundMs, bulk, pgbench: asked }: Options): Promise<Report> {
  const pace: Pace = { rounds, roundMs, warmUpMs: Math.min(2_000, roundMs) };
  return withInstallation((app) =>
    withDriver(serverOf(app), async (sql) => {
      const others = () => makeAccounts(app, AT_ONCE);
      const version = asked ? pgbenchVersion() : undefined;
      const plain = { costsPerCall: 1, measure: inserts(sql, "the row alone, by the driver", await others()) };
      const native =
        version === undefined ? undefined : pgbench("the row alone, by pgbench", serverOf(app), await others());
      const copy = async (size: number) => ({
        costsPerCall: size,
        measure: copies(sql, `COPY of ${size.toLocaleString("en")}`, await others(), size),
      });
      const groups = [
        await oneByOne(app, native, plain),
        await inBatches(app, await copy(MAX_BATCH), await copy(SMALL_BATCH), await copy(bulk)),
      ];
      const lines = groups.flatMap((group) => group.lines);
      const measured = await inTurns(
        lines.map(({ measure }) => measure),
        pace,
      );
      const records = await checkAll(
        app,
        groups.flatMap((group) => group.loads),
      );
      const [server] = await sql<{ version: string }[]>`select current_setting('server_version') as version`;
      return {
        tables: groups.map((group) => ({ title: group.title, rows: rowsOf(group, lines, measured) })),
        notes: [
          `PostgreSQL ${server?.version ?? ""}, durable commits; ${rounds} rounds of ${roundMs / 1000} s a case, in turns; ${AT_ONCE} callers, each with an account of its own unless it says otherwise; all share the machine`,
          "the verbs: validated input, with their transaction and row-level security; the others: as a superuser, prepared, without either",
          `afterwards ${records.toLocaleString("en")} acknowledged records were there once each, and all that is derived from them was right`,
          version ?? (asked ? NO_PGBENCH : "pgbench is left out"),
        ],
        facts: { pace, records, pgbench: version ?? null, measured },
      };
    }),
  );
}

async function oneByOne(app: App, native: Case | undefined, plain: Line): Promise<Group> {
  const base = native ?? plain.measure;
  const goal = native && SINGLE_GOAL;
  const loads = {
    each: await singles(app, "record"),
    budgets: await singles(app, "record, three budgets", { budgets: true }),
    one: await singles(app, "record, one account", { accounts: 1 }),
    oneBudgets: await singles(app, "record, one account, three budgets", { accounts: 1, budgets: true }),
    again: await twice(app, "record, each sent twice"),
  };
  const { each, budgets, one, oneBudgets, again } = loads;
  return {
    title: "One cost a call",
    loads: Object.values(loads),
    lines: [
      ...(native ? [{ costsPerCall: 1, measure: native }] : []),
      { ...plain, base },
      ...[each, budgets].map((load) => ({ ...load, base, ...(goal !== undefined && { goal }) })),
      ...[one, oneBudgets, again].map((load) => ({ ...load, base })),
    ],
  };
}

async function inBatches(app: App, large: Line, small: Line, bulk: Line): Promise<Group> {
  const batch = (size: number, words = "", budgets = false) =>
    batches(app, `recordBatch of ${size}${words}`, size, { budgets });
  const [of500, budgets, of100] = [
    await batch(MAX_BATCH),
    await batch(MAX_BATCH, ", three budgets", true),
    await batch(SMALL_BATCH),
  ];
  return {
    title: "Many costs a call",
    loads: [of500, budgets, of100],
    lines: [
      large,
      { ...of500, base: large.measure, goal: BATCH_GOAL },
      { ...budgets, base: large.measure, goal: BATCH_GOAL },
      small,
      { ...of100, base: small.measure, goal: BATCH_GOAL },
      { ...bulk, base: large.measure },
    ],
  };
}

function rowsOf({ lines }: Group, all: readonly Line[], measured: readonly Measured[]): Row[] {
  const found = (wanted: Case) => {
    const place = all.findIndex(({ measure }) => measure === wanted);
    const [line, figures] = [all[place], measured[place]];
    if (!line || !figures) throw new Error(`${wanted.name} was not measured.`);
    return { ...line, figures };
  };
  return lines.map(({ measure, costsPerCall, base, goal }) => {
    const { figures } = found(measure);
    const other = base && found(base);
    const ratio = other && (timesAsFast(figures, other.figures) * costsPerCall) / other.costsPerCall;
    return {
      what: measure.name,
      "costs a second": figures.perSecond * costsPerCall,
      "p50 ms": figures.p50,
      "p95 ms": figures.p95,
      "p99 ms": figures.p99,
      // pgbench is another process.
      "CPU µs a cost": measure.name.includes("pgbench") ? undefined : (figures.cpuMs * 1000) / costsPerCall,
      ratio,
      beside: base?.name,
      goal: goal === undefined || ratio === undefined ? undefined : `${goal} ${ratio >= goal ? "met" : "missed"}`,
    };
  });
}

// As the embedded server's superuser: COPY refuses tables with row-level security to everybody else.
function serverOf({ database }: App): Server {
  const { host, port, database: name } = database.owner.sql.options;
  return { host: host[0] ?? "", port: port[0] ?? 0, user: "postgres", database: name };
}
