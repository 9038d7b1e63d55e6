import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterFile, createProxy, databaseUrl } from "@pipeline/db/testing";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { createTestHttp, type Person, type TestHttp } from "./testing";
import { createServerProcess } from "./testing/server-process";
import { CHANGES } from "./testing/streams";

const SLOW_CLIENTS = Number(process.env["SLOW_CLIENTS"] ?? 100);
const SLOW_MS = Number(process.env["SLOW_SECONDS"] ?? 2) * 1_000;
/** A head that never ends is given fifteen seconds: longer than the quick run lasts. */
const LETS_GO = SLOW_MS > 30_000;
const STOP_MS = 10_000;
const TOKEN = "a token for scrapes, which is a secret";

let http: TestHttp;
let ann: Person;
let bob: Person;
let server: Server;
let unheard: Server;
beforeAll(async () => {
  http = await createTestHttp();
  [ann, bob] = [await http.person(), await http.person()];
  [server, unheard] = await Promise.all([startServer(), startServer()]);
}, 120_000);

type Server = Awaited<ReturnType<typeof startServer>>;

/** A server in a process of its own, and the way to its database. */
async function startServer() {
  const proxy = await createProxy(inject("testServer").admin);
  await proxy.open();
  const settings = { DATABASE_URL: databaseUrl(http.name, proxy), LOG_LEVEL: "debug", METRICS_TOKEN: TOKEN };
  const child = await createServerProcess(settings);
  afterFile(async () => {
    await child.end();
    await proxy.close();
  });
  await child.start();
  const get = (path: string, headers: Record<string, string> = {}) => fetch(child.url + path, { headers });
  return { ...child, proxy, get };
}

/** A connection to the first server that says what it is told, and reads nothing unless it is asked to. */
async function say(words: string): Promise<net.Socket> {
  const socket = net.connect(server.port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  socket.write(words);
  onTestFinished(() => void socket.destroy());
  return socket;
}

const head = (method: string, path: string, more: string[] = []) =>
  [`${method} ${path} HTTP/1.1`, "Host: localhost", `Cookie: ${ann.headers.cookie}`, ...more].join("\r\n");

describe("a server under slow clients", { timeout: 180_000 }, () => {
  test(`answers everybody else while ${SLOW_CLIENTS} connections send a byte now and then${LETS_GO ? ", and lets go of them" : ""}`, async () => {
    const words = head("GET", "/api/jobs");
    const slow = await Promise.all(Array.from({ length: SLOW_CLIENTS }, () => say(words)));
    let closed = 0;
    for (const socket of slow) socket.resume().once("close", () => (closed += 1));
    const drip = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write("\r\nX-Slow: 1");
    }, 500);
    onTestFinished(() => clearInterval(drip));
    const people = await Promise.all(Array.from({ length: 10 }, () => http.person()));
    const took: number[] = [];
    let failed = 0;
    const until = performance.now() + SLOW_MS;
    for (let i = 0; performance.now() < until; i++) {
      const began = performance.now();
      const { headers } = people[i % people.length] ?? ann;
      const answer = await server.get("/api/jobs", headers).catch(() => undefined);
      if (answer?.status !== 200) failed += 1;
      await answer?.text();
      took.push(performance.now() - began);
      await sleep(20);
    }
    expect(took.length).toBeGreaterThan(0);
    expect(failed).toBeLessThanOrEqual(took.length / 100);
    if (LETS_GO) expect(closed).toBe(SLOW_CLIENTS);
    const sorted = took.toSorted((a, b) => a - b);
    const p95 = Math.round(sorted[Math.floor(sorted.length * 0.95)] ?? 0);
    console.log(`${took.length} requests beside ${SLOW_CLIENTS} slow ones: ${failed} failed, p95 ${p95} ms`);
  });
});

describe("a stop", { timeout: 120_000 }, () => {
  test("finishes what is under way and takes nothing new, whoever hangs on; and every line of its log is JSON", async () => {
    await http.admin.db.execute(sql`
      insert into lora_cost_records (id, user_id, cost_type, amount, details, billing_period, recorded_at, created_at, idempotency_key)
      select gen_random_uuid(), ${ann.userId}, 'other', 1, jsonb_build_object('note', repeat('x', 500)), '2026-03-01',
        '2026-03-09T12:00:00Z', now(), 'k' || i from generate_series(1, 20000) i`);
    await hostile();
    expect((await server.get("/api/ready")).status).toBe(200);
    const scraped = await (await server.get("/api/metrics", { authorization: `Bearer ${TOKEN}` })).text();
    expect(scraped).toMatch(/pipeline_due_work_duration_seconds_count\{work="lease"\} [1-9]/);

    // A head and a body that never end, and somebody who asks for much and reads nothing.
    const post = head("POST", "/api/jobs", ["Content-Type: application/json", "Content-Length: 100"]);
    const hanging = [head("GET", "/api/jobs"), `${post}\r\n\r\n{`];
    const exporting = `${head("GET", "/api/costs/export?format=csv&period=year")}\r\n\r\n`;
    for (const words of [...hanging, exporting]) (await say(words)).pause();
    const stream = await server.get(CHANGES, { ...ann.headers, accept: "text/event-stream" });
    const heard = stream.text();
    const unlock = await lockJobs();
    const underWay = server.get("/api/jobs", bob.headers);
    await waiting();

    const stopped = server.stop();
    // Before what is under way has used up its time.
    const readiness = async () => (await server.get("/api/ready")).status;
    await expect.poll(readiness, { interval: 5 }).toBe(503);
    const [refused, healthy] = await Promise.all([server.get("/api/jobs", bob.headers), server.get("/api/health")]);
    await unlock();
    expect([refused.status, Number(refused.headers.get("retry-after")) > 0, healthy.status]).toEqual([503, true, 200]);
    const finished = await underWay;
    expect([finished.status, await finished.json()]).toMatchObject([200, { success: true }]);
    expect(await heard).toContain("event: connected");
    const { code, ms } = await stopped;
    expect(code).toBe(0);
    expect(ms).toBeLessThan(STOP_MS);
    readable(server.complaints);
  });

  test("ends within ten seconds where the database says nothing any more", async () => {
    unheard.proxy.silence();
    const hanging = unheard.get("/api/jobs", bob.headers).catch(() => undefined);
    await sleep(200);
    expect((await unheard.stop()).ms).toBeLessThan(STOP_MS);
    await hanging;
  });
});

/** Makes whoever asks for jobs wait; answers how to end that, at the end of the test at the latest. */
async function lockJobs(): Promise<() => Promise<void>> {
  const held = await http.admin.sql.reserve();
  await held`begin`;
  await held`lock table lora_training_jobs in access exclusive mode`;
  let ended: Promise<void> | undefined;
  const end = async () => {
    await held`rollback`;
    held.release();
  };
  const unlock = () => (ended ??= end());
  onTestFinished(unlock);
  return unlock;
}

/** Waits until a request waits for a lock. */
async function waiting(): Promise<void> {
  const asked = sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = ${http.name} and wait_event_type = 'Lock' and application_name = 'pipeline-app'`;
  await expect.poll(async () => (await http.admin.db.execute(asked))[0]?.["count"]).toBeGreaterThan(0);
}

const FORGED = '{"level":60,"time":1,"msg":"forged"}';

/** What would be two lines, or move a terminal, if it were written down as it comes. */
async function hostile(): Promise<void> {
  const escape = "%0A%1B%5B2J%C2%9B2J%E2%80%A8%E2%80%AE";
  await server.get(`/api/${encodeURIComponent(`\n${FORGED}`)}${escape}`, ann.headers);
  await server.get(`/api/jobs/${escape}?x=${escape}`, { ...ann.headers, "user-agent": `a\t${FORGED}\u009b` });
  await server.get("/api/trpc/%E0%A4%A", ann.headers);
  const broken = await say(`GET /api/\u001b[2J\n${FORGED} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await once(broken.resume(), "close");
}

/** Every line of the log is one, says when and how bad, and tells which request it is about; none tells a secret. */
function readable(said: readonly string[]): void {
  expect(said.length).toBeGreaterThan(5);
  const told = said.map((line): Record<string, unknown> => JSON.parse(line));
  for (const line of told) {
    expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(Number), msg: expect.any(String) });
    if ("path" in line || "status" in line) expect(line["requestId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(line["msg"]).not.toBe("forged");
  }
  expect(told.filter(({ msg }) => msg === "Answered.").length).toBeGreaterThan(5);
  const text = said.join("\n");
  expect(text).not.toMatch(/[^\n -\u007e\u00a0-\u024f]/);
  for (const secret of [TOKEN, ann.headers.cookie.split("=")[1] ?? "none", "a secret for tests"]) {
    expect(text).not.toContain(secret);
  }
}
