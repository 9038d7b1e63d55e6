import { execFileSync } from "node:child_process";
import type { App } from "@pipeline/api/http";
import { Command, InvalidArgumentError } from "commander";
import { measureSides } from "./live/measure";
import { createSide, type Side } from "./live/side";
import { openBrowsers } from "./support/browsers";
import { fillInboxes } from "./support/fill-inboxes";
import { withInstallation } from "./support/installation";
import { positive } from "./support/options";
import { report, type Report } from "./support/report";
import { startScript } from "./support/script";

type Options = { streams: number[]; users: number; rounds: number; roundMs: number };

const CHANGES = "/api/trpc/notifications.changes";
const SPARE_FILES = 500;

export const command = new Command("live")
  .description("how soon a commit is told to open streams, and what a stream costs, beside a bare node:http server")
  .option("--streams <counts>", "how many are open on each server, ascending", counts, [1, 10, 100, 1_000, 5_000])
  .option("--users <count>", "among whom they are shared", positive, 1_000)
  .option("--rounds <count>", "how often each case has its turn", positive, 5)
  .option("--round-ms <ms>", "how long a turn lasts at least", positive, 1_000)
  .action((options: Options) => report("live", () => run(options)));

function run({ streams, users, rounds, roundMs }: Options): Promise<Report> {
  refuseFewFiles(2 * Math.max(...streams));
  const pace = { rounds, roundMs, warmUpMs: Math.min(500, roundMs) };
  return withInstallation(async (app) => {
    const { sql } = app.database.owner;
    const inboxes = await fillInboxes(app.database.owner, { users: 2 * users, perUser: 1 });
    const sides = await openSides(app, [inboxes.users.slice(0, users), inboxes.users.slice(users)]);
    try {
      const { tables, measured, memory } = await measureSides(sides, { sql, pace, sizes: streams });
      return {
        tables,
        notes: [
          `each server in a process of its own with its own listener and ${users.toLocaleString("en")} users of its own; all streams of both stay open`,
          `${rounds} rounds of ${roundMs / 1000} s a case, in turns; the clients, the servers and the database share the machine`,
          "one at a time: a commit raises one user's version, the next one comes when all streams of that user have told; all at once: one commit raises everybody's",
          "the bare server checks no session and writes the same bytes; both ping every stream every 15 s",
        ],
        facts: { streams, users, pace, postgres: inboxes.postgres, memory, measured },
      };
    } finally {
      for (const side of sides) side.close();
      await Promise.all(sides.map(({ server }) => server.stop()));
    }
  });
}

async function openSides(app: App, [own, others]: readonly [string[], string[]]): Promise<[Side, Side]> {
  const { host, port, user, database } = app.database.app.sql.options;
  const target = JSON.stringify({ host: host[0], port: port[0], user, database });
  const browsers = await openBrowsers(app, own, own.length);
  const [ours, bare] = await Promise.all([
    startScript(new URL("support/alone.ts", import.meta.url), {
      DATA_DIR: app.env.dataDir,
      DEMO: "0",
      LOG_LEVEL: "error",
    }),
    startScript(new URL("live/bare-server.ts", import.meta.url), { TARGET: target }),
  ]);
  return [
    createSide(
      "Pipeline",
      ours,
      own.map((userId, n) => ({ userId, url: `${ours.url}${CHANGES}`, headers: { ...browsers[n] } })),
    ),
    createSide(
      "bare node:http",
      bare,
      others.map((userId) => ({ userId, url: `${bare.url}/?user=${userId}`, headers: {} })),
    ),
  ];
}

/** Throws where this process may not open as many connections as it needs. */
function refuseFewFiles(connections: number): void {
  const allowed = Number(execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }));
  if (allowed < connections + SPARE_FILES) {
    throw new Error(`${connections} connections need more open files than ${allowed}: try "ulimit -n 20000".`);
  }
}

function counts(text: string): number[] {
  const found = text.split(",").map(positive);
  if (found.some((count, n) => count <= (found[n - 1] ?? 0))) throw new InvalidArgumentError("They must ascend.");
  return found;
}
