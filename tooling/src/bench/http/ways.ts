import assert from "node:assert/strict";
import type { App } from "@pipeline/api/http";
import type { Inboxes } from "../inbox/fill";
import { ask } from "../inbox/ways";
import { openBrowsers, type Browser } from "../support/browsers";
import { hammered } from "../support/hammer";
import { inTurns, type Measured, type Pace, timesAsFast } from "../support/run";
import type { Row, Table } from "../support/report";
import { CONSTANT, withServers, type Server } from "./servers";

/** A session may send 600 requests a minute: together far more than can be answered. */
const BROWSERS = 1_000;
const OURS = "npm start";
const WITHOUT_NEXT = "the handler without Next";
const BARE = "bare node:http";

type Question = { readonly name: string; readonly path: string; readonly goal: number | undefined };
type Settings = { readonly pace: Pace; readonly atOnce: number; readonly next: boolean };
type Found = { tables: Table[]; notes: string[]; measured: readonly Measured[] };

const input = (value: object) => `?input=${encodeURIComponent(JSON.stringify(value))}`;

const questionsOf = (version: number): Question[] => [
  { name: "idle poll", path: `/api/trpc/notifications.poll${input({ since: version })}`, goal: 0.5 },
  { name: "list of 20", path: `/api/trpc/notifications.list${input({ filter: "all", limit: 20 })}`, goal: undefined },
  { name: "summary of a month", path: `/api/trpc/costs.summary${input({ period: "lastMonth" })}`, goal: 0.6 },
];

/** How many questions are answered a second on each way in, in turns. */
export async function measureWays(app: App, inboxes: Inboxes, { pace, atOnce, next }: Settings): Promise<Found> {
  const browsers = await openBrowsers(app, inboxes.users, BROWSERS);
  const questions = questionsOf(await versionOfAll(app));
  return withServers(app, { next }, async (servers) => {
    for (const server of servers) {
      if (server.name !== CONSTANT) await sameAnswers(app, server, { questions, browser: browsers[0] });
    }
    const cases = questions.flatMap((question) =>
      servers
        .filter(({ name }) => name !== CONSTANT || question.goal === 0.5)
        .map(({ name, url }) => {
          const path = name === CONSTANT ? "/api/constant" : question.path;
          return {
            question,
            server: name,
            measure: hammered(`${question.name}: ${name}`, url + path, { atOnce, browsers }),
          };
        }),
    );
    const measured = await inTurns(
      cases.map(({ measure }) => measure),
      pace,
    );
    const rows = cases.map((one, place) => ({ ...one, found: measured[place] }));
    return {
      measured,
      tables: questions.map((question) =>
        tableOf(
          question,
          rows.filter((row) => row.question === question),
        ),
      ),
      notes: [
        `${atOnce} kept connections, ${BROWSERS} sessions that take turns; servers, database and callers share the machine`,
        `${pace.rounds} rounds of ${pace.roundMs / 1000} s a case, in turns; a ratio is the median over the rounds`,
      ],
    };
  });
}

/** Booking costs has raised every inbox alike. */
async function versionOfAll({ database }: App): Promise<number> {
  const rows = await database.owner.sql<{ version: string }[]>`select distinct version from inbox_state`;
  assert.equal(rows.length, 1, "Inboxes are at different versions");
  return Number(rows[0]?.version);
}

type Case = { question: Question; server: string; found: Measured | undefined };

function tableOf(question: Question, cases: readonly Case[]): Table {
  const of = (name: string) => cases.find(({ server }) => server === name)?.found;
  const bare = of(BARE);
  const ours = of(OURS) === undefined ? WITHOUT_NEXT : OURS;
  const row = ({ server, found }: Case): Row => {
    const ratio = found && bare ? timesAsFast(found, bare) : undefined;
    const goal = server === ours ? question.goal : undefined;
    return {
      server,
      "a second": found?.perSecond,
      "p50 ms": found?.p50,
      "p99 ms": found?.p99,
      "of the bare one": ratio,
      goal: goal === undefined ? undefined : `${goal} ${(ratio ?? 0) >= goal ? "met" : "missed"}`,
    };
  };
  return { title: question.name, rows: cases.map(row) };
}

// What is compared must be the same: the figures that a reader would look at first.
async function sameAnswers(
  app: App,
  { name, url }: Server,
  { questions, browser }: { questions: readonly Question[]; browser: Browser | undefined },
): Promise<void> {
  for (const { path } of questions) {
    const [ours, theirs] = [
      await ask(app, path, browser),
      await fetch(url + path, { headers: { ...browser } }).then((answer) => answer.text()),
    ];
    const [{ result: right }, { result: given }] = [JSON.parse(ours), JSON.parse(theirs)];
    const digest = (data: typeof right.data) => ({
      version: data.version,
      unread: data.unreadCount,
      ids: data.items?.map(({ id }: { id: string }) => id),
      total: data.total === undefined ? undefined : Number(data.total),
      count: data.recordCount,
      buckets: data.series?.length,
    });
    assert.deepEqual(digest(given.data), digest(right.data), `${name} answers ${path} otherwise`);
  }
}
