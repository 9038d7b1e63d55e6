import { EventSource } from "eventsource";
import { databaseUrl } from "@pipeline/db/testing";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createServerProcess, type ServerProcess } from "./testing/server-process";
import { news } from "../notifications/testing-stream";
import { createTestHttp, type Person, type TestHttp } from "./testing";
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
    const body = JSON.stringify({ costType: "x", amount: "1", idempotencyKey: "k" });
    const headers = { ...ann.headers, "content-type": "application/json" };
    await fetch(`${server.url}/api/trpc/costs.record`, { method: "POST", headers, body });
    expect(await here.version()).toBe(21);
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
