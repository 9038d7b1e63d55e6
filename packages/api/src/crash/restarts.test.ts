import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fromUnits } from "@pipeline/core/money";
import { connect, type Connection } from "@pipeline/db";
import { startEmbedded, type EmbeddedServer } from "@pipeline/db/embedded";
import { EventSource } from "eventsource";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { budgetOf } from "../budgets/testing";
import { createServerProcess, type ServerProcess } from "../http/testing/server-process";
import { CHANGES } from "../http/testing/streams";
import { createHistory } from "./history";
import { book, look, send, type Client } from "./testing/client";
import { liveCtx, wrongWith } from "./testing/truth";

const RESTARTS = Number(process.env["PG_RESTARTS"] ?? 2);
const STOPS = Number(process.env["STOPS"] ?? 2);
const CLIENTS = 6;
/** How long anything here may take. A machine that runs all tests at once is given more time. */
const BACK_MS = RESTARTS > 2 ? 10_000 : 30_000;
/** A stream is first missed, and then comes back in a moment. */
const STREAM_MS = 30_000;

// A database of its own that keeps what it has promised: the one of the test run trades that for speed.
const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-restarts-"));
let database: EmbeddedServer;
let admin: Connection;
let server: ServerProcess;
beforeAll(async () => {
  database = await startEmbedded({ dataDir });
  server = await createServerProcess({ DATABASE_URL: "", DATA_DIR: dataDir });
  await server.start();
  admin = connect({ ...database.connection, user: "postgres", database: "pipeline" }, { max: 2 });
}, 60_000);
afterAll(async () => {
  await admin.close();
  await server.end();
  await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const strange: string[] = [];
const note = (what: string) => void strange.push(what);

/** What the server has complained of since the last time. */
let heardOf = 0;
function complaints(): readonly string[] {
  const from = heardOf;
  heardOf = server.complaints.length;
  return server.complaints.slice(from);
}

/** A new account with a budget: its session, and clients with a key each, whose minute is their own. */
async function someone() {
  const history = createHistory();
  const [broken, unavailable]: [number[], string[]] = [[], []];
  const client = {
    url: server.url,
    history,
    onStrange: note,
    onBroken: (at: number) => void broken.push(at),
    onUnavailable: (why: string) => void unavailable.push(why),
  };
  const post = (url: string, body: object, headers = {}) =>
    fetch(server.url + url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const email = `${crypto.randomUUID()}@example.test`;
  const signedUp = await post("/api/auth/sign-up/email", { name: "Ann", email, password: "a long password" });
  const cookies = signedUp.headers.getSetCookie().map((line) => line.split(";")[0]);
  const session = { cookie: cookies.join("; ") };
  const { user } = (await signedUp.json()) as { user: { id: string } };
  const clients: Client[] = [];
  for (let n = 0; n < CLIENTS; n++) {
    const scopes = ["costs:read", "costs:write", "notifications:read"];
    const made = await post("/api/trpc/apiKeys.create", { name: `${n}`, scopes }, session);
    const { result } = (await made.json()) as { result: { data: { key: string } } };
    clients.push({ ...client, headers: { "x-api-key": result.data.key } });
  }
  const ctx = liveCtx(admin.db, user.id);
  await budgetOf(ctx, { amount: "20" });
  return { ctx, session, history, clients, broken, unavailable };
}

const NO_NEWS = `/api/trpc/notifications.poll?input=${encodeURIComponent('{"since":0}')}`;

/** Books and looks from several places, each with a pause (ms) in between, until it is stopped. */
function load(clients: readonly Client[], pauseMs: number) {
  const at = new Date().toISOString();
  const stopping = new AbortController();
  let acknowledged = 0;
  let serial = 0;
  const workers = clients.map(async (client, worker) => {
    while (!stopping.signal.aborted) {
      const n = (serial += 1);
      const amount = fromUnits(BigInt(n) * 10n ** 9n + 7n);
      const status = await book(client, { deed: "post", key: `${at} ${n}`, amount, project: `w${worker}` }, at);
      if (status !== 200) note(`A cost was answered with ${status}.`);
      acknowledged = Date.now();
      if (n % 5 === 0) await look(client);
      if (n % 3 === 0) await send(client, NO_NEWS);
      await sleep(pauseMs);
    }
  });
  return {
    /** Waits for a cost that is acknowledged after an instant. */
    goesOn: (since: number) => vi.waitUntil(() => acknowledged > since, { timeout: 30_000, interval: 10 }),
    async stop() {
      stopping.abort();
      await Promise.all(workers);
    },
  };
}

/** A browser that we did not write, which hears of versions. */
function browse(session: Record<string, string>) {
  const heard: number[] = [];
  const source = new EventSource(server.url + CHANGES, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...session } }),
  });
  source.addEventListener("message", ({ lastEventId }) => heard.push(Number(lastEventId)));
  onTestFinished(() => source.close());
  return {
    heard,
    /** Waits for a version that is newer than the last one. */
    async goesOn() {
      const last = heard.at(-1) ?? -1;
      await vi.waitUntil(() => (heard.at(-1) ?? -1) > last, { timeout: STREAM_MS, interval: 10 });
    },
  };
}

/** Fast, at once as in a crash, and without a chance to say anything: of the last it comes back by itself. */
const SIGNALS = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;

/** Stops the database and sees to it that it is started again, as an administrator does. */
async function restart(signal: (typeof SIGNALS)[number]): Promise<void> {
  const pid = postmaster();
  process.kill(pid, signal);
  if (signal === "SIGKILL") return;
  await vi.waitUntil(() => postmaster() !== pid, { timeout: BACK_MS, interval: 5 });
  const before = database;
  database = await startEmbedded({ dataDir });
  await before.stop();
}

/** The process id of the database; NaN while it is down. */
function postmaster(): number {
  try {
    return Number.parseInt(readFileSync(path.join(dataDir, "postgres", "postmaster.pid"), "utf8"), 10);
  } catch {
    return NaN;
  }
}

test(
  `heals by itself when the database is restarted under load, ${RESTARTS} times: nothing acknowledged is lost`,
  { timeout: 60_000 + 30_000 * RESTARTS },
  async () => {
    const ann = await someone();
    const browser = browse(ann.session);
    // Some fifty requests a second: how many there can be is not what is asked here.
    const working = load(ann.clients, 100);
    for (let round = 0; round < RESTARTS; round++) {
      await working.goesOn(Date.now());
      const began = Date.now();
      await restart(SIGNALS[round % 3] ?? "SIGINT");
      await working.goesOn(Date.now());
      expect(Date.now() - began).toBeLessThan(BACK_MS);
      await browser.goesOn();
    }
    await working.stop();
    expect(strange).toEqual([]);
    // The server was there all the time.
    expect(ann.broken).toEqual([]);
    // Due work says that it could not be done.
    expect(complaints().filter((line) => !line.includes("Due work failed."))).toEqual([]);
    expect(await wrongWith(ann.ctx, ann.history)).toEqual([]);
    expect(browser.heard).toEqual([...new Set(browser.heard)].toSorted((a, b) => a - b));
  },
);

test(
  `answers what it has taken when it is stopped under load, ${STOPS} times, and is gone within ten seconds`,
  { timeout: 60_000 + 30_000 * STOPS },
  async () => {
    complaints();
    const ann = await someone();
    const browser = browse(ann.session);
    const working = load(ann.clients, 0);
    for (let round = 0; round < STOPS; round++) {
      await working.goesOn(Date.now());
      await browser.goesOn();
      ann.broken.length = 0;
      const stopped = Date.now();
      const { code, ms } = await server.stop();
      expect([round, code]).toEqual([round, 0]);
      expect(ms).toBeLessThan(10_000);
      // Whatever was sent while it still ran has an answer, if only that it stops.
      expect(ann.broken.filter((sentAt) => sentAt <= stopped)).toEqual([]);
      await server.start();
    }
    await working.goesOn(Date.now());
    await browser.goesOn();
    await working.stop();
    expect(strange).toEqual([]);
    // Who came too late was told so; nobody was let in and then failed.
    expect(ann.unavailable.filter((why) => !/Pipeline is (stopping|starting)/.test(why))).toEqual([]);
    expect(complaints()).toEqual([]);
    expect(await wrongWith(ann.ctx, ann.history)).toEqual([]);
    expect(browser.heard).toEqual([...new Set(browser.heard)].toSorted((a, b) => a - b));
  },
);
