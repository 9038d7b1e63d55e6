import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { inside } from "../ctx";
import { news } from "../notifications/testing-stream";
import { INBOX_CHANNEL } from "../notifications/hint";
import type { App } from "./app";
import { assemble } from "./assemble";
import { createCore, type Core } from "./core";
import { createLog } from "./log";
import { createTestHttp, type Person, type TestHttp } from "./testing";
import { openStream } from "./testing/streams";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

/** A listener that is killed just when it listens again is deaf until it does not hear its own beat: half a minute. */
const DEAF_MS = 45_000;

const ctxOf = ({ userId }: Person) => http.as({ kind: "system", userId });

/** Another server process on the same database, as far as one can be had in this one. */
async function another(): Promise<{ core: Core; app: App }> {
  const { env, database } = http.pipeline;
  const core = createCore(env, createLog("silent"), database, { now: () => http.clock.now });
  core.begin({ leads: () => false, stop: async () => {} });
  return { core, app: assemble(core) };
}

const listeners = async () => {
  const rows = await http.admin.sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where application_name = 'pipeline-listen' and datname = current_database() and query ilike 'listen%'`;
  return rows.map(({ pid }) => pid);
};

const killListeners = () => http.admin.sql`
  select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'pipeline-listen' and datname = current_database()`;

describe("several processes on one database", () => {
  test("a change through any of them is heard at all of them", async () => {
    const others = [await another(), await another()];
    const ann = await http.person();
    const streams = await Promise.all(
      [http.pipeline, ...others.map(({ app }) => app)].map((app) => openStream(app, ann)),
    );
    await vi.waitUntil(async () => (await listeners()).length === 3, { timeout: 10_000 });
    for (const stream of streams) expect(await stream.version()).toBe(0);
    const version = await news(ctxOf(ann));
    for (const stream of streams) expect(await stream.version()).toBe(version);
    const cost = { costType: "x", amount: "1", idempotencyKey: "k" };
    const body = JSON.stringify(cost);
    const headers = { ...ann.headers, "content-type": "application/json" };
    const url = "http://localhost:3000/api/trpc/costs.record";
    await others[1]?.app.handle(new Request(url, { method: "POST", headers, body }));
    for (const stream of streams) expect(await stream.version()).toBe(version + 1);
    await Promise.all(others.map(({ core }) => core.close()));
  });

  test(
    "a listener that is killed again and again under traffic misses nothing: everybody knows of the last change",
    { timeout: 3 * DEAF_MS },
    async () => {
      const other = await another();
      const people = await Promise.all(Array.from({ length: 3 }, () => http.person()));
      const followed = await Promise.all(
        people.map(async (person) => {
          const known = { version: -1 };
          const stream = await openStream(other.app, person);
          const following = (async () => {
            for (let version; (version = await stream.version()) !== undefined;) known.version = version;
          })();
          return { known, following };
        }),
      );
      const traffic = people.flatMap((person) => Array.from({ length: 60 }, () => news(ctxOf(person))));
      for (let kills = 0; kills < 5; kills++) {
        await traffic[kills * 30];
        await killListeners();
      }
      await Promise.all(traffic);
      await vi.waitUntil(async () => (await listeners()).length === 2, { timeout: DEAF_MS });
      await killListeners();
      // Said while nobody listens.
      const last = await Promise.all(people.map((person) => news(ctxOf(person))));
      expect(last).toEqual([61, 61, 61]);
      await vi.waitUntil(() => followed.every(({ known }, i) => known.version === last[i]), { timeout: DEAF_MS });
      await other.core.close();
      await Promise.all(followed.map(({ following }) => following));
    },
  );

  test("what is rolled back is told to nobody", async () => {
    const ann = await http.person();
    const ctx = ctxOf(ann);
    const heard: string[] = [];
    await new Promise<void>((resolve) => {
      const listening = http.listen(INBOX_CHANNEL, {
        onMessage: (payload) => void (payload.startsWith(ann.userId) && heard.push(payload)),
        onListening: resolve,
      });
      cleanups.push(() => listening.stop());
    });
    const failing = ctx.db.transaction(async (tx) => {
      await news(inside(ctx, tx));
      throw new Error("not after all");
    });
    await expect(failing).rejects.toThrow("not after all");
    const version = await news(ctx);
    await vi.waitUntil(() => heard.length > 0, { timeout: 10_000 });
    expect([version, heard]).toEqual([1, [`${ann.userId}:1`]]);
  });

  test("a process keeps two connections for listening at most, however many streams it has", async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => http.person()));
    await Promise.all(people.map((person) => openStream(http.pipeline, person)));
    const [row] = await http.admin.sql<{ count: number }[]>`
      select count(*)::int as count from pg_stat_activity
      where application_name = 'pipeline-listen' and datname = current_database()`;
    expect(row?.count).toBeLessThanOrEqual(2);
  });
});

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});

describe("a stop", () => {
  test("ends fifty open streams at once, without telling their clients that it was for good", async () => {
    const { core, app } = await another();
    const people = await Promise.all(Array.from({ length: 25 }, () => http.person()));
    const streams = await Promise.all([...people, ...people].map((person) => openStream(app, person)));
    for (const stream of streams) expect(await stream.version()).toBe(0);
    expect(core.push.hub.size()).toBe(50);
    const started = performance.now();
    await core.close();
    expect(performance.now() - started).toBeLessThan(2_000);
    // No event, above all not the one that ends a subscription.
    for (const stream of streams) expect(await stream.next()).toBeUndefined();
    expect(core.push.hub.size()).toBe(0);
  });

  test("and a start answer a stream in a way that makes it come back", async () => {
    const { core, app } = await another();
    await core.close();
    const ann = await http.person();
    const { response, next } = await openStream(app, ann);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(await next()).toBeUndefined();
    expect((await openStream(app, ann, { headers: { accept: "application/json" } })).response.status).toBe(503);
  });

  test("leaves no listening connection behind", async () => {
    const before = await listeners();
    const { core } = await another();
    await vi.waitUntil(async () => (await listeners()).length > before.length, { timeout: 10_000 });
    await core.close();
    await vi.waitUntil(async () => (await listeners()).length === before.length, { timeout: 10_000 });
    expect(await listeners()).toEqual(before);
  });
});

const STREAMS = Number(process.env["STREAMS"] ?? 200);

describe("one user's streams", () => {
  test(`are 32 at the most, of ${STREAMS} that are asked for, and nobody else's`, { timeout: 120_000 }, async () => {
    const [ann, bob] = [await http.person(), await http.person()];
    const before = http.hub.size();
    const firsts = await Promise.all(
      Array.from({ length: STREAMS }, async () => {
        const { response, next } = await openStream(http.pipeline, ann);
        if (response.status !== 200) return `${response.status}`;
        const first = await next();
        return first?.event === "serialized-error" ? JSON.parse(first.data).data.code : first?.event;
      }),
    );
    expect(http.hub.size() - before).toBe(32);
    expect(firsts.filter((first) => first === "message")).toHaveLength(32);
    const refused = new Set(firsts.filter((first) => first !== "message"));
    for (const how of refused) expect(["429", "TOO_MANY_REQUESTS"]).toContain(how);
    expect(await (await openStream(http.pipeline, bob)).version()).toBe(0);
  });

  test("end within five seconds of a sign-out, a revoked or an expired key, and those of others go on", async () => {
    const [ann, bob] = [await http.person(), await http.person()];
    const keyOf = async (expiresAt?: string) => ({
      headers: await http.key(ann.userId, ["notifications:read"], expiresAt),
    });
    const soon = new Date(http.clock.now + 1_000).toISOString();
    const scopes = ["notifications:read"] as const;
    const revoked = await http.pipeline.door.createKey(ann.userId, { name: "revoked", scopes: [...scopes] });
    const doors = [ann, { headers: { "x-api-key": revoked.key } }, await keyOf(soon), await keyOf(), bob];
    const streams = await Promise.all(doors.map((door) => openStream(http.pipeline, door)));
    for (const stream of streams) expect(await stream.version()).toBe(0);
    const [session, key, short, other, bobs] = streams;

    const began = performance.now();
    expect((await http.send("POST", "/api/auth/sign-out", { ...ann, body: {} })).status).toBe(200);
    expect(await http.pipeline.door.revokeKey(ann.userId, revoked.id)).toBe(true);
    http.clock.advance(1_000);
    for (const gone of [session, key, short]) expect(await gone?.next()).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(5_000);

    const version = await news(http.as({ kind: "system", userId: ann.userId }));
    expect(await other?.version()).toBe(version);
    const bobsNews = await news(http.as({ kind: "system", userId: bob.userId }));
    expect(await bobs?.version()).toBe(bobsNews);
  });
});

const MINUTE = 60_000;
const standStill = () => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

describe("time", () => {
  afterEach(() => vi.useRealTimers());

  test("a stream ends after five minutes, so that a session that was revoked has to come in again, and cannot", async () => {
    const ann = await http.person();
    standStill();
    const stream = await openStream(http.pipeline, ann);
    expect(await stream.version()).toBe(0);
    await http.admin.sql`delete from sessions where user_id = ${ann.userId}`;
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    expect(await stream.next()).toBeUndefined();
    const refused = await (await openStream(http.pipeline, ann)).next();
    expect(refused?.event).toBe("serialized-error");
    expect(refused?.data).toContain("UNAUTHORIZED");
  });

  test("a stream says something every fifteen seconds, so that nobody in between thinks it dead", async () => {
    const ann = await http.person();
    standStill();
    const { everything } = await openStream(http.pipeline, ann);
    expect((await everything())?.event).toBe("connected");
    expect((await everything())?.event).toBe("message");
    for (let i = 0; i < 3; i++) {
      const pinged = everything();
      await vi.advanceTimersByTimeAsync(15_000);
      expect((await pinged)?.event).toBe("ping");
    }
  });
});
