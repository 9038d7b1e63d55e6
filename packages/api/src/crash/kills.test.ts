import { setTimeout as sleep } from "node:timers/promises";
import { add, fromUnits } from "@pipeline/core/money";
import { EventSource } from "eventsource";
import fc from "fast-check";
import { databaseUrl } from "@pipeline/db/testing";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createServerProcess, type ServerProcess } from "../http/testing/server-process";
import { budgetOf, firstBudget, thresholdsTold } from "../budgets/testing";
import { createTestHttp, type Person, type TestHttp } from "../http/testing";
import { CHANGES } from "../http/testing/streams";
import { listJobs } from "../jobs/list";
import { pollInbox } from "../notifications/poll";
import { news } from "../notifications/testing-stream";
import { createHistory } from "./history";
import { book, look, sendUntilKnown, type Client } from "./testing/client";
import { liveCtx, wrongWith } from "./testing/truth";

const POSTS = Number(process.env["KILL_POSTS"] ?? 600);
const KILLS = Number(process.env["KILLS"] ?? 6);
const TRIALS = Number(process.env["KILL_TRIALS"] ?? 1);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const CLIENTS = 8;

let http: TestHttp;
let server: ServerProcess;
beforeAll(async () => {
  http = await createTestHttp();
  server = await createServerProcess({ DATABASE_URL: databaseUrl(http.name) });
  return () => server.end();
});

const strange: string[] = [];
const amountOf = (n: number) => fromUnits(BigInt(n + 1) * 1_234_567_890_123n);
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

/** Clients of one user, each with a key of its own. */
async function clientsOf({ userId }: Person, count = CLIENTS) {
  const history = createHistory();
  const clients = await Promise.all(
    numbers(count).map(async (): Promise<Client> => ({
      url: server.url,
      headers: await http.key(userId, ["costs:read", "costs:write", "jobs:write"]),
      history,
      onStrange: (what) => strange.push(what),
    })),
  );
  return { history, clients };
}

/** Kills the server at each of these points of a count, a little later, and starts it again. */
function createKiller(points: readonly (readonly [point: number, afterMs: number])[]) {
  let count = 0;
  let kills = 0;
  let life: Promise<void> = Promise.resolve();
  async function after(before: Promise<void>, ms: number): Promise<void> {
    await before;
    await sleep(ms);
    await server.kill();
    kills += 1;
    await server.start();
  }
  return {
    tick() {
      count += 1;
      for (const [point, afterMs] of points) {
        if (point !== count) continue;
        life = after(life, afterMs);
      }
    },
    async done(): Promise<number> {
      await life;
      return kills;
    },
  };
}

/** Points of a count up to `most`, each with a few milliseconds. */
const somewhere = (kills: number, most: number, seed: number) =>
  fc.sample(fc.tuple(fc.integer({ min: 1, max: most }), fc.nat(12)), { numRuns: kills, seed });

/** A browser that we did not write: it follows the inbox and asks what has changed as often as it hears of something. */
function follow({ userId, headers }: Person) {
  const heard: number[] = [];
  const resumed: (string | null)[] = [];
  const known = new Set<string>();
  let since = 0;
  const source = new EventSource(server.url + CHANGES, {
    fetch: (url, init) => {
      resumed.push(new Headers(init.headers).get("last-event-id"));
      return fetch(url, { ...init, headers: { ...init.headers, ...headers } });
    },
  });
  let looking: Promise<void> = Promise.resolve();
  async function lookAfter(before: Promise<void>): Promise<void> {
    await before;
    const delta = await pollInbox(liveCtx(http.admin.db, userId), { since });
    if (delta.changed && "upserts" in delta) for (const { id } of delta.upserts) known.add(id);
    since = delta.version;
  }
  source.addEventListener("message", ({ lastEventId }) => {
    heard.push(Number(lastEventId));
    looking = lookAfter(looking);
  });
  onTestFinished(() => source.close());
  return { heard, resumed, known, looked: () => looking, since: () => since };
}

test(
  `${KILLS} times kill -9 under ${CLIENTS} clients that retry: of ${POSTS} costs none that was acknowledged is lost, none counts twice`,
  { timeout: 60_000 + 200 * POSTS + 10_000 * KILLS },
  async () => {
    const ann = await http.person();
    const ctx = liveCtx(http.admin.db, ann.userId);
    await budgetOf(ctx, { amount: add(...numbers(POSTS).map(amountOf)) });
    const { history, clients } = await clientsOf(ann);
    await server.start();
    const browser = follow(ann);
    const at = new Date().toISOString();
    const killer = createKiller(somewhere(KILLS, POSTS, SEED));
    let told = 0;

    await Promise.all(
      clients.map(async (client, c) => {
        const project = `of client ${c}`;
        for (const n of numbers(POSTS).filter((one) => one % CLIENTS === c)) {
          const post = { deed: "post", key: `k${n}`, amount: amountOf(n), project } as const;
          killer.tick();
          const sent = [book(client, post, at)];
          // The same at the same moment, and later; another body under its key; and what is no cost.
          if (n % 7 === 0) sent.push(book(client, post, at));
          expect(await Promise.all(sent)).toEqual(sent.map(() => 200));
          if (n % 11 === 0) expect(await book(client, post, at)).toBe(200);
          if (n % 13 === 0) expect(await book(client, { ...post, amount: "77" }, at)).toBe(409);
          if (n % 17 === 0) expect(await book(client, { ...post, key: `bad${n}` }, at, { color: "red" })).toBe(400);
          if (n % 5 === 0) await look(client);
          if (n % 20 !== 0) continue;
          await news(ctx);
          told += 1;
        }
      }),
    );
    expect([SEED, await killer.done()]).toEqual([SEED, KILLS]);

    expect(history.read().filter(({ step, deed }) => step === "ok" && deed === "post").length).toBeGreaterThan(POSTS);
    expect([SEED, await wrongWith(ctx, history)]).toEqual([SEED, []]);
    const end = (await pollInbox(ctx, { since: -1 })).version;
    await vi.waitUntil(() => browser.heard.at(-1) === end, { timeout: 40_000, interval: 20 });
    await browser.looked();
    // Nothing twice, nothing backwards, and nothing missed: what was written, and three thresholds.
    expect(browser.heard).toEqual([...new Set(browser.heard)].toSorted((a, b) => a - b));
    expect(browser.known.size).toBe(told + 3);
    // It said where it was as often as it came back after it had heard anything.
    expect(browser.resumed.slice(1).filter((last) => last !== null).length).toBeGreaterThan(0);
    expect(strange).toEqual([]);
    expect(server.complaints).toEqual([]);
  },
);

test(
  `thresholds are told once and a budget lets in what fits, ${TRIALS} times with a kill -9 in between`,
  { timeout: 60_000 + 60_000 * TRIALS },
  async () => {
    await server.start();
    for (let trial = 0; trial < TRIALS; trial++) {
      const seed = SEED + trial;
      const [ann, bob] = [await http.person(), await http.person()];
      const [spending, starting] = [liveCtx(http.admin.db, ann.userId), liveCtx(http.admin.db, bob.userId)];
      await budgetOf(spending);
      await budgetOf(starting, { blockNewJobs: true });
      const [{ clients, history }, { clients: others }] = [await clientsOf(ann, 1), await clientsOf(bob, 1)];
      const [client, other] = [clients[0], others[0]];
      if (!client || !other) throw new Error("No clients.");
      const killer = createKiller(somewhere(1, 90, seed));
      const at = new Date().toISOString();
      const spent = numbers(100).map(async (n) => {
        const status = await book(client, { deed: "post", key: `k${n}`, amount: "1.1", project: "p" }, at);
        killer.tick();
        return status;
      });
      expect(new Set(await Promise.all(spent))).toEqual(new Set([200]));
      expect([seed, await killer.done()]).toEqual([seed, 1]);
      expect([seed, await thresholdsTold(spending)]).toEqual([seed, [50, 80, 100]]);
      expect([seed, await wrongWith(spending, history)]).toEqual([seed, []]);

      // Each is expected to cost 11: nine of them fit into 100.
      const gate = createKiller(somewhere(1, 45, seed));
      const started = numbers(50).map(async (n) => {
        const job = { gpuType: "any", gpuCount: 1, unitPrice: "5.5", estimatedHours: 2, idempotencyKey: `j${n}` };
        const { status } = await sendUntilKnown(other, "/api/trpc/jobs.create", job);
        gate.tick();
        return status;
      });
      const statuses = await Promise.all(started);
      expect([seed, await gate.done()]).toEqual([seed, 1]);
      expect([seed, statuses.filter((status) => status === 200).length]).toEqual([seed, 9]);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
      expect((await listJobs(starting, { limit: 100 })).items).toHaveLength(9);
      expect((await firstBudget(starting)).reserved).toBe("99");
    }
    expect(strange).toEqual([]);
  },
);
