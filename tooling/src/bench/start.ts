import { Command, InvalidArgumentError } from "commander";
import { coldStart, testRun } from "./start/cold";
import { measureStart, type Started } from "./start/starts";
import { report, type Report } from "./support/report";

type Options = { rounds: number; loadMs: number; cold: boolean; test: boolean };

const GOAL_SECONDS = 5;

export const command = new Command("start")
  .description("npm start, cold and warm, to its first answers; its end; the memory of the server idle and under load")
  .option("--rounds <count>", "how often it is started warm", positive, 3)
  .option("--load-ms <ms>", "how long it is asked for polls", positive, 10_000)
  .option("--cold", "also from a clone without dependencies and build", false)
  .option("--test", "also npm test in this clone, which takes long", false)
  .action((options: Options) => report("start", () => run(options)));

async function run({ rounds, loadMs, cold, test }: Options): Promise<Report> {
  const { first, warm } = await measureStart({ rounds, loadMs });
  const cloned = cold || test ? await coldStart() : undefined;
  const tested = test ? await testRun() : undefined;
  const rows = [
    ...(cloned ? [row("cold: a clone, nothing installed, no build, no data", cloned)] : []),
    row("built, no data: the demo is loaded", first),
    ...warm.map((one) => row("warm: built, with data", one, GOAL_SECONDS)),
  ];
  return {
    tables: [
      { title: "npm start", rows },
      {
        title: "Memory of the last warm start",
        rows: [memoryRow("idle", warm.at(-1)?.idle), memoryRow("after polls", warm.at(-1)?.loaded)],
      },
      ...(tested === undefined
        ? []
        : [{ title: "npm test", rows: [{ what: "all of it, in a clone", minutes: tested }] }]),
    ],
    notes: [
      "node tooling/run.mjs start with a port and a data directory of its own; seconds from its start to the first 200 of /api/ready and of /sign-in",
      "stop: from SIGTERM until it and all it has started are gone",
      `memory: resident set of the server's process, and of all processes with the database's, whose shared pages count in each; under load: polls of the demo's inbox by 16 callers at once for ${loadMs / 1000} s`,
    ],
    facts: { rounds, loadMs, first, warm, cloned, tested },
  };
}

function row(what: string, { readySeconds, pageSeconds, stopSeconds }: Started, goal?: number) {
  return {
    what,
    "/api/ready s": readySeconds,
    "a page s": pageSeconds,
    "stop s": stopSeconds,
    goal: goal === undefined ? undefined : `< ${goal} s: ${readySeconds < goal ? "met" : "missed"}`,
  };
}

function memoryRow(when: string, memory: Started["idle"]) {
  return {
    when,
    "server MB": memory && memory.serverKb / 1000,
    "all MB": memory && memory.allKb / 1000,
    processes: memory?.processes,
    "polls a second": memory?.perSecond,
  };
}

function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return count;
}
