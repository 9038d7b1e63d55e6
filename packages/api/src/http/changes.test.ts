import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { inboxState } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createJob } from "../jobs/create";
import { markRead } from "../notifications/change";
import { listNotifications } from "../notifications/list";
import { news } from "../notifications/testing-stream";
import { createTestHttp, type Person, type TestHttp } from "./testing";
import { CHANGES, openStream } from "./testing/streams";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const open = (person: Pick<Person, "headers">, options?: Parameters<typeof openStream>[2]) =>
  openStream(http.pipeline, person, options);
const ctxOf = ({ userId }: Person) => http.as({ kind: "system", userId });
const failed = (event: { event: string; data: string } | undefined) => {
  const { code, message, data } = JSON.parse(event?.data ?? "{}") as { code: number; message: string; data: object };
  return { event: event?.event, number: code, message, ...data };
};

describe("a stream of changes", () => {
  test("says where the inbox is, and then each change at once", async () => {
    const bob = await http.person();
    const stream = await open(bob);
    expect(stream.response.status).toBe(200);
    expect(await stream.next()).toEqual({ event: "message", id: "0", data: '{"version":0}' });
    const version = await news(ctxOf(bob));
    expect(await stream.next()).toEqual({ event: "message", id: `${version}`, data: `{"version":${version}}` });
    const { items } = await listNotifications(ctxOf(bob), { filter: "all", limit: 1 });
    const { version: marked } = await markRead(ctxOf(bob), { id: items[0]?.id ?? "" });
    expect(await stream.version()).toBe(marked);
  });

  test("hears of what no notification tells: a pause by REST, a cost by tRPC", async () => {
    const bob = await http.person();
    const { id } = await createJob(ctxOf(bob), {});
    const say = (type: string) =>
      http.send("POST", `/api/jobs/${id}/events`, { ...bob, body: { event_id: type, type } });
    await say("started");
    const stream = await open(bob);
    const before = (await stream.version()) ?? -1;
    expect((await say("paused")).status).toBe(200);
    expect(await stream.version()).toBe(before + 1);
    const body = { costType: "x", amount: "1", idempotencyKey: "l" };
    expect((await http.send("POST", "/api/trpc/costs.record", { ...bob, body })).status).toBe(200);
    expect(await stream.version()).toBe(before + 2);
  });

  test("hears of nothing that is somebody else's", async () => {
    const [bob, eve] = [await http.person(), await http.person()];
    const stream = await open(eve);
    expect(await stream.version()).toBe(0);
    await news(ctxOf(bob));
    await news(ctxOf(bob));
    expect(await news(ctxOf(eve))).toBe(1);
    expect(await stream.version()).toBe(1);
  });

  test.each([
    ["by the header that a browser sends", (last: number) => ({ headers: { "last-event-id": `${last}` } })],
    ["by the query that tRPC's client sends", (last: number) => ({ query: `?lastEventId=${last}` })],
    ["by its input", (last: number) => ({ query: `?input=${encodeURIComponent(`{"lastEventId":"${last}"}`)}` })],
  ])("goes on where it was interrupted, told %s", async (_how, resume) => {
    const bob = await http.person();
    const last = await news(ctxOf(bob));
    const still = await open(bob, resume(last));
    const version = await news(ctxOf(bob));
    expect(await still.version()).toBe(version);
    expect(await (await open(bob, resume(last))).version()).toBe(version);
  });

  test("says where the inbox is also to one who claims to have heard more", async () => {
    const stream = await open(ann, { headers: { "last-event-id": "999999" } });
    expect(await stream.version()).toBe(0);
  });

  test.each(["x", "-1", "1.5", "1e400", `${Number.MAX_SAFE_INTEGER + 1}`])(
    "refuses to go on from %s, which is no version",
    async (last) => {
      const refused = failed(await (await open(ann, { headers: { "last-event-id": last } })).next());
      expect(refused).toMatchObject({ event: "serialized-error", code: "BAD_REQUEST" });
      expect(http.hub.size()).toBe(0);
    },
  );

  test("says where their own inbox is to one who comes with somebody else's version", async () => {
    const [bob, eve] = [await http.person(), await http.person()];
    for (let i = 0; i < 3; i++) await news(ctxOf(bob));
    const mine = await news(ctxOf(eve));
    const stream = await open(eve, { headers: { "last-event-id": "3" } });
    expect(await stream.version()).toBe(mine);
    await news(ctxOf(bob));
    expect(await news(ctxOf(eve))).toBe(2);
    expect(await stream.version()).toBe(2);
  });

  test("sends one who heard of a version before what is remembered on, to read all anew", async () => {
    const bob = await http.person();
    for (let i = 0; i < 4; i++) await news(ctxOf(bob));
    await http.admin.db.update(inboxState).set({ floorVersion: 3 }).where(eq(inboxState.userId, bob.userId));
    const stream = await open(bob, { headers: { "last-event-id": "2" } });
    expect(await stream.version()).toBe(4);
    const input = encodeURIComponent(JSON.stringify({ since: 2 }));
    const { body } = await http.send("GET", `/api/trpc/notifications.poll?input=${input}`, bob);
    expect(body).toMatchObject({ result: { data: { changed: true, reset: true, version: 4 } } });
  });

  test.each([
    ["a megabyte", "1".repeat(1_000_000)],
    ["two lines", "1\n2"],
    ["a line and a header", "1\r\nx-user: 2"],
    ["a digit of another script", "٣"],
  ])("refuses to go on from %s", async (_what, last) => {
    const opened = open(ann, { query: `?lastEventId=${encodeURIComponent(last)}` });
    expect(failed(await (await opened).next())).toMatchObject({ code: "BAD_REQUEST" });
    expect(http.hub.size()).toBe(0);
  });

  test.each([true, [[]], "", " 1", "0x10", "1e2", {}])(
    "refuses %j as a version, and says which field it is",
    async (last) => {
      const query = `?input=${encodeURIComponent(JSON.stringify({ lastEventId: last }))}`;
      const refused = failed(await (await open(ann, { query })).next());
      expect(refused).toMatchObject({ code: "BAD_REQUEST", fields: [{ field: "lastEventId" }] });
    },
  );

  test("is kept by nobody, held back by no proxy, and says what every answer says", async () => {
    const { response } = await open(ann);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "private, no-store, no-transform",
      "x-accel-buffering": "no",
      "x-content-type-options": "nosniff",
      "x-request-id": expect.any(String),
      "x-server-time": expect.any(String),
    });
  });
});

describe("who may listen", () => {
  test("a key with the scope may; one without may not", async () => {
    const { userId } = await http.person();
    const keyed = async (scope: "notifications:read" | "costs:read") =>
      open({ headers: { cookie: "", ...(await http.key(userId, [scope])) } });
    expect(await (await keyed("notifications:read")).version()).toBe(0);
    expect(failed(await (await keyed("costs:read")).next())).toMatchObject({ code: "FORBIDDEN" });
  });

  test("nobody may by what an address says, and no stream is opened for a stranger", async () => {
    const token = encodeURIComponent(ann.headers.cookie.split("=")[1] ?? "");
    const { "x-api-key": key } = await http.key(ann.userId, ["notifications:read"]);
    const { userId } = ann;
    for (const query of [
      "",
      `?token=${token}`,
      `?x-api-key=${key}`,
      `?connectionParams=${encodeURIComponent(JSON.stringify({ cookie: ann.headers.cookie, authorization: `Bearer ${key}` }))}`,
      `?input=${encodeURIComponent(JSON.stringify({ userId }))}`,
    ]) {
      const refused = failed(await (await open({ headers: { cookie: "" } }, { query })).next());
      expect(refused).toMatchObject({ event: "serialized-error", code: "UNAUTHORIZED" });
    }
    expect(http.hub.size()).toBe(0);
  });

  test("nobody may listen to another than themselves: the input has no place for it", async () => {
    const bob = await http.person();
    const query = `?input=${encodeURIComponent(JSON.stringify({ userId: bob.userId }))}`;
    expect(failed(await (await open(ann, { query })).next())).toMatchObject({ code: "BAD_REQUEST" });
  });

  test("only by GET, and not in a batch", async () => {
    const posted = await (await open(ann, { method: "POST" })).next();
    expect(failed(posted)).toMatchObject({ code: "METHOD_NOT_SUPPORTED" });
    const { status } = await http.send("GET", `${CHANGES},notifications.list?batch=1&input=%7B%7D`, ann);
    expect(status).toBeGreaterThanOrEqual(400);
    const head = await open(ann, { method: "HEAD" });
    expect(head.response.body).toBeNull();
    expect(http.hub.size()).toBe(0);
  });

  test("32 streams at once; the next one is told so, and comes in when one is gone", async () => {
    const bob = await http.person();
    const streams = await Promise.all(Array.from({ length: 32 }, () => open(bob)));
    expect(failed(await (await open(bob)).next())).toMatchObject({
      event: "serialized-error",
      code: "TOO_MANY_REQUESTS",
      reason: "TOO_MANY_REQUESTS",
    });
    streams[7]?.leave();
    expect(await (await open(bob)).version()).toBe(0);
  });

  test("a stream costs one call of the minute, and is refused when there is none left", async () => {
    const bob = await http.person();
    const ten = `/api/trpc/${Array.from({ length: 10 }, () => "account.get").join(",")}?batch=1`;
    for (let i = 0; i < 59; i++) await http.send("GET", ten, bob);
    for (let i = 0; i < 9; i++) await http.send("GET", "/api/trpc/account.get", bob);
    const last = await open(bob);
    expect(last.response.status).toBe(200);
    expect((await open(bob)).response.status).toBe(429);
    // It goes on all the same.
    const version = await news(ctxOf(bob));
    expect([await last.version(), await last.version()]).toEqual([0, version]);
  });
});

describe("nothing is left of a stream", () => {
  test.each(["leave", "cancel"] as const)("whose reader goes away by %s", async (how) => {
    const people = await Promise.all(Array.from({ length: 20 }, () => http.person()));
    const before = http.hub.size();
    const streams = await Promise.all(people.map((person) => open(person)));
    await Promise.all(streams.map((stream) => stream.version()));
    expect(http.hub.size()).toBe(before + 20);
    for (const stream of streams) await stream[how]();
    expect(http.hub.size()).toBe(before);
    for (const { userId } of people) expect(http.hub.users()).not.toContain(userId);
  });

  test("whose request has been forgotten by the garbage collector", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const before = http.hub.size();
    const bob = await http.person();
    const streams = await Promise.all(Array.from({ length: 10 }, () => open(bob)));
    await Promise.all(streams.map((stream) => stream.version()));
    for (let i = 0; i < 5; i++) {
      collect();
      // What is found to be garbage is let go of by the event loop.
      await setImmediate();
    }
    for (const stream of streams) stream.leave();
    expect(http.hub.size()).toBe(before);
    // They are held by nobody but this test.
    expect(streams).toHaveLength(10);
  });
});
