import assert from "node:assert/strict";
import type { App } from "@pipeline/api/http";
import { inTurns, type Measured, type Pace, timesAsFast } from "../support/run";
import type { Row, Table } from "../support/report";
import { openBrowsers } from "../support/browsers";
import type { Inboxes } from "../support/fill-inboxes";
import { ask, pollPath, throughHandler, throughVerb, type Way } from "./ways";

/** A session may send 600 requests a minute: together far more than can be answered. */
const BROWSERS = 1_000;

type Settings = { readonly pace: Pace; readonly atOnce: number };
type Polls = { readonly table: Table; readonly measured: readonly Measured[]; readonly notes: readonly string[] };

/** How many idle polls are answered a second on each way in, beside their baselines. */
export async function measurePolls(app: App, inboxes: Inboxes, { pace, atOnce }: Settings): Promise<Polls> {
  const crowd = { browsers: await openBrowsers(app, inboxes.users, BROWSERS), atOnce };
  const body = await ask(app, pollPath(inboxes), crowd.browsers[0]);
  assert.ok(body.includes('"changed":false'), `An idle poll answers ${body}`);
  const ways = [throughVerb(app, inboxes, atOnce), throughHandler(app, inboxes, crowd)];
  const notes = [`an idle poll's body has ${Buffer.byteLength(body)} bytes`];
  return measureWays(ways, pace, notes);
}

async function measureWays(ways: readonly Way[], pace: Pace, notes: readonly string[]): Promise<Polls> {
  const measured = await inTurns(
    ways.flatMap(({ poll, baselines }) => [poll, ...baselines]),
    pace,
  );
  const rows = ways.flatMap((way) => rowsOf(way, measured));
  return { measured, notes, table: { title: "Idle polls", rows } };
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
      "CPU ms a call": one.cpuMs,
      "polls in its time": first && one !== first ? timesAsFast(first, one) : undefined,
    }));
}
