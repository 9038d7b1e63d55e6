import { SCOPES } from "@pipeline/core/actor";
import { EventSource } from "eventsource";
import { databaseUrl } from "@pipeline/db/testing";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createUser } from "../auth/create-user";
import { inboxVersion } from "../notifications/inbox";
import { news } from "../notifications/testing-stream";
import { createTestHttp, PASSWORD, type Person, type TestHttp } from "./testing";
import { createServerProcess, type ServerProcess } from "./testing/server-process";
import { CHANGES, openStream } from "./testing/streams";

let http: TestHttp;
let server: ServerProcess;
beforeAll(async () => {
  http = await createTestHttp();
  server = await createServerProcess({ DATABASE_URL: databaseUrl(http.name) });
  return () => server.end();
});

/** A browser, as far as it matters here: somebody else's client, with a cookie. */
function browse({ headers }: Person) {
  const urls: string[] = [];
  const versions: number[] = [];
  const source = new EventSource(server.url + CHANGES, {
    fetch: (url, init) => {
      urls.push(url.toString());
      return fetch(url, { ...init, headers: { ...init.headers, ...headers } });
    },
  });
  source.addEventListener("message", ({ lastEventId }) => versions.push(Number(lastEventId)));
  onTestFinished(() => source.close());
  return { source, versions, urls };
}

const ctxOf = ({ userId }: Person) => http.as({ kind: "system", userId });
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 40_000, interval: 2 });

type Made = Record<string, string>;

/** Changes that screens show, in an order in which each finds what it is about among the ids of what was made. */
const EVERY_CHANGE: readonly (readonly [path: string, inputOf: (made: Made) => object])[] = [
  ["costs.record", () => ({ costType: "x", amount: "1", idempotencyKey: "k" })],
  ["costs.recordBatch", () => ({ items: [{ costType: "x", amount: "1", idempotencyKey: "b" }] })],
  ["costs.correct", (made) => ({ recordId: made["costs.record"], amount: "1", reason: "r", idempotencyKey: "c" })],
  ["jobs.create", () => ({ gpuType: "any", unitPrice: "1" })],
  ["jobs.report", (made) => ({ jobId: made["jobs.create"], eventId: "s", type: "started" })],
  ["jobs.report", (made) => ({ jobId: made["jobs.create"], eventId: "p", type: "paused" })],
  ["jobs.cancel", (made) => ({ id: made["jobs.create"] })],
  ["budgets.create", () => ({ name: "b", amount: "100", period: "month" })],
  ["budgets.update", (made) => ({ id: made["budgets.create"], amount: "2" })],
  ["budgets.delete", (made) => ({ id: made["budgets.create"] })],
  ["storage.keep", () => ({ name: "f", sizeBytes: 1, idempotencyKey: "f" })],
  ["storage.remove", (made) => ({ id: made["storage.keep"] })],
  ["account.update", () => ({ timeZone: "Asia/Kolkata" })],
  ["account.update", () => ({ name: "Another" })],
  ["notifications.preferences.set", () => ({ types: { job_started: { inApp: false } }, quietHours: null })],
  ["notifications.markAllRead", () => ({ upTo: 1_000_000 })],
];
const made: Made = {};

/** Makes a change through the server, and keeps the id of what it makes. */
async function change({ headers }: Person, path: string, inputOf: (ids: Made) => object): Promise<void> {
  const init = { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(inputOf(made)) };
  const answer = await fetch(`${server.url}/api/trpc/${path}`, init);
  const { result, error } = (await answer.json()) as { result?: { data?: { id?: string } }; error?: unknown };
  expect([path, answer.status, error]).toEqual([path, 200, undefined]);
  const id = result?.data?.id;
  if (id !== undefined) made[path] = id;
}

const JSON_TYPE = { "content-type": "application/json" };

describe("a second process", { timeout: 120_000 }, () => {
  test("tells a client we did not write of changes made in the first, and the first of its own", async () => {
    await server.start();
    const ann = await http.person();
    const there = browse(ann);
    await until(() => there.versions.length === 1);
    const delays: number[] = [];
    for (let i = 1; i <= 20; i++) {
      const version = await news(ctxOf(ann));
      const said = performance.now();
      await until(() => there.versions.at(-1) === version);
      delays.push(performance.now() - said);
    }
    expect(there.versions).toEqual(Array.from({ length: 21 }, (_, version) => version));
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(200);
    const here = await openStream(http.pipeline, ann);
    expect(await here.version()).toBe(20);
    const late: number[] = [];
    for (const [path, inputOf] of EVERY_CHANGE) {
      const said = performance.now();
      await change(ann, path, inputOf);

      const stood = await inboxVersion({ tx: http.admin.db, userId: ann.userId, now: 0, actor: ctxOf(ann).actor });
      for (let heard = 0; heard < stood;) heard = (await here.version()) ?? expect.fail("The stream has ended.");
      late.push(performance.now() - said);
    }
    expect(late.toSorted((x, y) => x - y)[late.length >> 1]).toBeLessThan(1000);
    expect((await server.stop()).code).toBe(0);
  });

  test("honours at once what the first takes away, and ends the streams that hang on it", async () => {
    await server.start();
    const [ann, bob] = [await http.person(), await http.person()];
    const { key, id } = await http.pipeline.door.createKey(bob.userId, { name: "k", scopes: [...SCOPES] });
    const byKey = { "x-api-key": key };
    const statuses = async () => {
      const all = [ann.headers, byKey, bob.headers].map((headers) => fetch(`${server.url}/api/jobs`, { headers }));
      return (await Promise.all(all)).map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 200, 200]);
    const streams = await Promise.all(
      [ann.headers, byKey].map((headers) =>
        fetch(server.url + CHANGES, { headers: { accept: "text/event-stream", ...headers } }),
      ),
    );
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);

    expect((await http.send("POST", "/api/auth/sign-out", { ...ann, body: {} })).status).toBe(200);
    expect((await http.send("POST", "/api/trpc/apiKeys.revoke", { ...bob, body: { id } })).status).toBe(200);
    expect(await statuses()).toEqual([401, 401, 200]);
    // Within five seconds on a quiet machine; without an end the test has none.
    await Promise.all(streams.map((stream) => stream.text()));
    expect((await server.stop()).code).toBe(0);
  });

  test("takes a password no longer that was changed in the first, and knows of failed sign-ins there", async () => {
    await server.start();
    const email = "carl@example.test";
    await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Carl" });
    const there = async (password: string) => {
      const init = { method: "POST", headers: JSON_TYPE, body: JSON.stringify({ email, password }) };
      return fetch(`${server.url}/api/auth/sign-in/email`, init);
    };
    const signedIn = await there(PASSWORD);
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.getSetCookie().map((line) => line.split(";")[0]);
    const headers = { cookie: cookie.join("; ") };
    const changed = { currentPassword: PASSWORD, newPassword: `${PASSWORD} that is new`, revokeOtherSessions: true };
    expect((await http.send("POST", "/api/auth/change-password", { headers, body: changed })).status).toBe(200);
    // The session before it is gone as well.
    expect((await fetch(`${server.url}/api/jobs`, { headers })).status).toBe(401);
    const here = (password: string) => http.send("POST", "/api/auth/sign-in/email", { body: { email, password } });
    const guesses = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? there : here)(n === 0 ? PASSWORD : `no ${n}`));
    const answers = (await Promise.all(guesses)).map(({ status }) => status);
    expect(answers.filter((status) => status === 401)).toHaveLength(10);
    expect(answers.filter((status) => status === 429)).toHaveLength(20);
    expect([(await there(changed.newPassword)).status, (await here(changed.newPassword)).status]).toEqual([429, 429]);
    expect((await server.stop()).code).toBe(0);
  });

  test("that is stopped and started again is found by its clients, who hear of what they missed", async () => {
    await server.start();
    const people = await Promise.all(Array.from({ length: 20 }, () => http.person()));
    const browsers = people.map(browse);
    await until(() => browsers.every(({ versions }) => versions.length === 1));
    const { code, ms } = await server.stop();
    expect(code).toBe(0);

    expect(ms).toBeLessThan(3_000);
    // Half of them miss something.
    await Promise.all(people.slice(0, 10).map((person) => news(ctxOf(person))));
    await server.start();
    await until(() => browsers.every(({ source }) => source.readyState === EventSource.OPEN));
    await until(() => browsers.slice(0, 10).every(({ versions }) => versions.length === 2));
    // And those who missed nothing were told nothing, until there is something.
    await Promise.all(people.map((person) => news(ctxOf(person))));
    await until(() => browsers.every(({ versions }, i) => versions.at(-1) === (i < 10 ? 2 : 1)));
    for (const [i, { versions, urls }] of browsers.entries()) {
      expect(versions).toEqual(i < 10 ? [0, 1, 2] : [0, 1]);
      // Who they are is in no address.
      for (const url of urls) expect(new URL(url).search).toBe("");
    }
  });
});
