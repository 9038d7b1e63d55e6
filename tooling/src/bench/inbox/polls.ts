import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import type { App } from "@pipeline/api/http";
import { listNotifications } from "@pipeline/api/notifications/list";
import { pollInbox } from "@pipeline/api/notifications/poll";
import { projectRoot } from "@pipeline/db";
import { startServer } from "../../../e2e/support/server";
import { type Case, inTurns, type Measured, type Pace, repeated, timesAsFast } from "../run";
import type { Row, Table } from "../report";
import { type Browser, openBrowsers } from "./browsers";
import { actFor, eachInTurn } from "./callers";
import type { Inboxes } from "./fill";
import { hammered } from "./hammer";
import { bareSelect } from "./lists";

/** A session may send 600 requests a minute: together far more than can be answered. */
const BROWSERS = 1_000;
const ORIGIN = "http://127.0.0.1";
/** As the badge was polled before there were versions: a list of 20 and its count. */
const BADGE = { filter: "unread", limit: 20 } as const;

/** Exists when the application was built. */
const BUILD = path.join(projectRoot(), "apps/web/.next/BUILD_ID");

type Settings = { readonly pace: Pace; readonly atOnce: number; readonly http: boolean };
type Polls = { readonly table: Table; readonly measured: readonly Measured[]; readonly notes: readonly string[] };
type Way = { readonly way: string; readonly poll: Case; readonly baselines: readonly Case[] };

/** How many idle polls are answered a second, on three ways in, each beside its baselines. */
export async function measurePolls(app: App, inboxes: Inboxes, { pace, atOnce, http }: Settings): Promise<Polls> {
  const browsers = await openBrowsers(app, inboxes.users, BROWSERS);
  const body = await ask(app, pollPath(inboxes), browsers[0]);
  assert.ok(body.includes('"changed":false'), `An idle poll answers ${body}`);
  const built = http ? statSync(BUILD, { throwIfNoEntry: false }) : undefined;
  const server = built ? await startServer({ DATA_DIR: app.env.dataDir, DEMO: "0", LOG_LEVEL: "error" }) : undefined;
  try {
    const ways = [throughVerb(app, inboxes, atOnce), throughHandler(app, inboxes, { browsers, atOnce })];
    if (server) ways.push(throughHttp(server.url, inboxes, { browsers, atOnce }));
    const measured = await inTurns(
      ways.flatMap(({ poll, baselines }) => [poll, ...baselines]),
      pace,
    );
    return {
      measured,
      table: { title: `Idle polls, ${atOnce} callers at once`, rows: ways.flatMap((way) => rowsOf(way, measured)) },
      notes: [
        `an idle poll's body has ${Buffer.byteLength(body)} bytes`,
        built
          ? `over HTTP: next start of ${built.mtime.toISOString()}'s build in a process of its own, ${atOnce} kept connections, ${BROWSERS} sessions that take turns`
          : "not over HTTP: left out, or not built (pnpm exec turbo run build)",
      ],
    };
  } finally {
    await server?.stop();
  }
}

function throughVerb(app: App, { users, version }: Inboxes, atOnce: number): Way {
  const badge = eachInTurn(users, (id) => listNotifications(actFor(app, id), BADGE));
  return {
    way: "verb",
    poll: repeated(
      "verb: poll",
      atOnce,
      eachInTurn(users, (id) => pollInbox(actFor(app, id), { since: version })),
    ),
    baselines: [
      repeated("verb: list of 20 and count", atOnce, badge),
      repeated("bare SELECT by primary key", atOnce, eachInTurn(users, bareSelect(app))),
    ],
  };
}

type Door = { readonly browsers: readonly Browser[]; readonly atOnce: number };

function throughHandler(app: App, inboxes: Inboxes, { browsers, atOnce }: Door): Way {
  const get = (name: string, pathname: string) =>
    repeated(
      name,
      atOnce,
      eachInTurn(browsers, (browser) => ask(app, pathname, browser)),
    );
  return toWay("handler", get, inboxes);
}

/** The body of an answer of the handler in this process; throws unless it is a 200. */
async function ask(app: App, pathname: string, browser: Browser | undefined): Promise<string> {
  const answer = await app.handle(new Request(`${ORIGIN}${pathname}`, { headers: { ...browser } }));
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`${pathname}: answered ${answer.status}: ${body}`);
  return body;
}

function throughHttp(url: string, inboxes: Inboxes, door: Door): Way {
  return toWay("HTTP", (name, pathname) => hammered(name, `${url}${pathname}`, door), inboxes);
}

const input = (value: object) => `?input=${encodeURIComponent(JSON.stringify(value))}`;

const pollPath = ({ version }: Inboxes) => `/api/trpc/notifications.poll${input({ since: version })}`;

function toWay(way: string, get: (name: string, pathname: string) => Case, inboxes: Inboxes): Way {
  return {
    way,
    poll: get(`${way}: poll`, pollPath(inboxes)),
    baselines: [
      get(`${way}: list of 20 and count`, `/api/trpc/notifications.list${input(BADGE)}`),
      get(`${way}: /api/health`, "/api/health"),
    ],
  };
}

function rowsOf({ way, poll, baselines }: Way, measured: readonly Measured[]): Row[] {
  const found = (name: string) => measured.filter((one) => one.name === name);
  const [first] = found(poll.name);
  return [poll, ...baselines]
    .flatMap(({ name }) => found(name))
    .map((one) => ({
      way,
      what: one.name.replace(`${way}: `, ""),
      "a second": one.perSecond,
      "p50 ms": one.p50,
      "p95 ms": one.p95,
      // Over HTTP this process is the callers'.
      "CPU ms a call": way === "HTTP" ? undefined : one.cpuMs,
      "polls in its time": first && one !== first ? timesAsFast(first, one) : undefined,
    }));
}
