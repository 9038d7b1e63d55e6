import { setTimeout as sleep } from "node:timers/promises";
import { fromUnits } from "@pipeline/core/money";
import { costRecords, jobs, leases } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test, vi } from "vitest";
import { budgetOf, thresholdsTold } from "../budgets/testing";
import { createTestHttp, type Person, type TestHttp } from "../http/testing";
import { databaseUrl } from "@pipeline/db/testing";
import { createServerProcess, type ServerProcess } from "../http/testing/server-process";
import { news } from "../notifications/testing-stream";
import { pollInbox } from "../notifications/poll";
import { isBehind } from "../jobs/meter-jobs";
import { verifyAll } from "../verify/verify";
import { createHistory, type History } from "./history";
import { book, look, sendUntilKnown, type Client } from "./testing/client";
import { liveCtx, wrongWith } from "./testing/truth";

const TRIALS = Number(process.env["MANY_TRIALS"] ?? 1);
const POSTS = Number(process.env["MANY_POSTS"] ?? 150);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const JOBS = 6;
const CLIENTS = 6;
const HOUR_MS = 3_600_000;
/** What a lease lasts and a process waits between two looks, and as much again for a machine that runs all tests. */
const TAKEN_OVER_MS = 45_000;

let http: TestHttp;
let servers: ServerProcess[];
beforeAll(async () => {
  http = await createTestHttp();
  const settings = { DATABASE_URL: databaseUrl(http.name) };
  servers = [];
  // One after the other: who bundles first stops the bundler.
  for (let n = 0; n < 3; n++) servers.push(await createServerProcess(settings));
  return async () => {
    await Promise.all(servers.map((server) => server.end()));
  };
}, 120_000);

const strange: string[] = [];
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const amountOf = (n: number) => fromUnits(BigInt(n + 1) * 1_234_567_890_123n);

/** A client that is sent to another server of those that run with each request, as a load balancer does. */
async function clientOf({ userId }: Person, alive: ReadonlySet<ServerProcess>, history: History): Promise<Client> {
  let turn = 0;
  return {
    get url() {
      const running = [...alive];
      return running[(turn += 1) % running.length]?.url ?? "";
    },
    headers: await http.key(userId, ["costs:read", "costs:write", "jobs:write", "jobs:report"]),
    history,
    onStrange: (what) => strange.push(what),
  };
}

const isJob = (data: unknown): data is { id: string } => typeof data === "object" && data !== null && "id" in data;

/** A job that began hours ago and was heard of a moment ago: its quarter hours are for due work to book. */
async function startJob(client: Client, n: number): Promise<string> {
  const body = { gpuType: "NVIDIA L40S", gpuCount: 1, unitPrice: "0.7", idempotencyKey: `j${n}` };
  const { data } = await sendUntilKnown(client, "/api/trpc/jobs.create", body);
  if (!isJob(data)) throw new Error("No job.");
  const at = new Date(Date.now() - 3 * HOUR_MS - n * 60_000).toISOString();
  await sendUntilKnown(client, "/api/trpc/jobs.report", { jobId: data.id, eventId: "s", type: "started", at });
  for (let beat = 0; beat < 3; beat++) {
    await sendUntilKnown(client, "/api/trpc/jobs.report", { jobId: data.id, eventId: `h${beat}`, type: "heartbeat" });
  }
  return data.id;
}

/** The database's time. */
async function databaseTime(): Promise<string> {
  const [row] = await http.owner.db.execute<{ at: string }>(sql`select now()::text as at`);
  return row?.at ?? "";
}

/** Whether somebody has taken or renewed the lease since. */
async function isLedSince(at: string): Promise<boolean> {
  const renewed = await http.owner.db
    .select()
    .from(leases)
    .where(sql`${leases.renewedAt} > ${at}::timestamptz`);
  return renewed.length === 1;
}

async function waitUntil(condition: () => Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: TAKEN_OVER_MS, interval: 50 });
}

/** One trial: which two are killed after how many costs, and whether the first is started again. */
async function trial(seed: number): Promise<void> {
  const kill = fc.tuple(fc.integer({ min: 1, max: POSTS }), fc.nat(12));
  const dying = fc.shuffledSubarray([0, 1, 2], { minLength: 2, maxLength: 2 });
  const [plan] = fc.sample(fc.tuple(dying, kill, kill, fc.boolean()), { numRuns: 1, seed });
  if (!plan) throw new Error("No plan.");
  const [victims, first, second, isStartedAgain] = plan;
  await Promise.all(servers.map((server) => server.start()));
  const alive = new Set(servers);
  const [ann, bob] = [await http.person(), await http.person()];
  const [spending, running] = [liveCtx(http.admin.db, ann.userId), liveCtx(http.admin.db, bob.userId)];
  await budgetOf(spending, {
    amount: fromUnits(numbers(POSTS).reduce((sum, n) => sum + BigInt(n + 1), 0n) * 1_234_567_890_123n),
  });
  await budgetOf(running, { amount: "10", thresholds: [10, 50, 80] });
  const born = await databaseTime();
  await waitUntil(() => isLedSince(born));

  let posted = 0;
  let killed = 0;
  const deaths: Promise<void>[] = [];
  async function die(index: number, afterMs: number): Promise<void> {
    const victim = servers[index];
    if (!victim) return;
    await sleep(afterMs);
    await victim.kill();
    killed += 1;
    alive.delete(victim);
    if (!isStartedAgain || index !== victims[0]) return;
    await victim.start();
    alive.add(victim);
  }
  const history = createHistory();
  const at = new Date().toISOString();
  const started = await clientOf(bob, alive, history);
  const working = numbers(JOBS).map((n) => startJob(started, n));
  const posting = numbers(CLIENTS).map(async (c) => {
    const client = await clientOf(ann, alive, history);
    for (const n of numbers(POSTS).filter((one) => one % CLIENTS === c)) {
      posted += 1;
      for (const [v, [point, afterMs]] of [first, second].entries()) {
        if (point === posted) deaths.push(die(victims[v] ?? 0, afterMs));
      }
      expect(await book(client, { deed: "post", key: `k${n}`, amount: amountOf(n), project: `p${c}` }, at)).toBe(200);
      if (n % 10 === 0) await look(client);
      if (n % 15 === 0) await news(spending);
    }
  });
  await Promise.all([...working, ...posting]);
  await Promise.all(deaths);
  expect(killed).toBe(2);
  const died = await databaseTime();

  // Somebody does the work, if need be once the lease of a dead one is over.
  await waitUntil(async () => {
    const now = new Date().toISOString();
    const behind = await http.admin.db.select({ id: jobs.id }).from(jobs).where(isBehind(now)).limit(1);
    return behind.length === 0 && (await isLedSince(died));
  });
  const quarters = await http.admin.db
    .select({ start: sql<string>`${costRecords.recordedAt}`, jobId: costRecords.jobId })
    .from(costRecords)
    .where(and(eq(costRecords.userId, bob.userId), eq(costRecords.costType, "compute")));
  expect(new Set(quarters.map(({ jobId, start }) => `${jobId} ${start}`)).size).toBe(quarters.length);
  expect(quarters.length).toBeGreaterThanOrEqual(JOBS * 12);
  expect(await thresholdsTold(spending)).toEqual([50, 80, 100]);
  expect(await thresholdsTold(running)).toEqual([10, 50, 80]);
  expect(await wrongWith(spending, history)).toEqual([]);
  expect((await verifyAll(http.owner.db)).difference).toBeUndefined();
  const inbox = await pollInbox(spending, { since: -1 });
  expect(inbox.version).toBeGreaterThan(0);
}

test(
  `of three servers on one database two are killed at random moments, ${TRIALS} times: all is there once`,
  { timeout: 60_000 + 120_000 * TRIALS },
  async () => {
    for (let n = 0; n < TRIALS; n++) {
      await trial(SEED + n).catch((error: unknown) => {
        throw new Error(`SEED=${SEED + n}`, { cause: error });
      });
    }
    expect(strange).toEqual([]);
    expect(servers.flatMap(({ complaints }) => complaints)).toEqual([]);
  },
);
