import { randomUUID } from "node:crypto";
import { users } from "@pipeline/db/schema";
import { describe, expect, test } from "vitest";
import { ORIGIN } from "../testing";
import { data, refused, restData, useGuest } from "./guest";

// The second half of the list in values.test.ts, by the same numbers.

const the = useGuest();
const { send, post, query, cost, job } = the;

describe("requests", () => {
  test("#29 a batch of very many calls, or of what does not go together, does nothing", async () => {
    const many = Array.from({ length: 1_000 }, () => "jobs.create").join(",");
    expect((await send("POST", `/api/trpc/${many}?batch=1`, { body: {} })).status).toBe(400);
    expect((await send("GET", `/api/trpc/${",".repeat(1_000)}?batch=1`)).status).toBe(400);
    for (const paths of ["jobs.create,jobs.list", "notifications.changes,jobs.list", "jobs.list,nothing.there"]) {
      const { status } = await send("POST", `/api/trpc/${paths}?batch=1`, { body: { 0: {}, 1: {} } });
      expect([paths, status >= 400 || status === 207]).toEqual([paths, true]);
      expect(
        (await send("GET", `/api/trpc/${paths}?batch=1&input=${encodeURIComponent('{"0":{},"1":{}}')}`)).status,
      ).toBeGreaterThan(206);
    }
    // Of the one mixture that tRPC does not refuse as a whole, the part that fits its method runs.
    expect(data(await query("jobs.list", {}))["items"]).toHaveLength(0);
  });

  test.each([
    { "x-middleware-subrequest": "middleware:middleware:middleware" },
    { "next-action": "x" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "[]" },
    { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
    { "x-original-url": "/api/health", "x-rewrite-url": "/api/health" },
    { "x-http-method-override": "DELETE" },
  ])("#31 #32 %o opens no door and is not believed", async (headers) => {
    const bad = Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    for (const path of ["/api/jobs", "/api/trpc/account.get", "/api/costs/export?format=csv"]) {
      const stranger = await the.http.send("GET", path, { headers: bad });
      expect(stranger.status).toBe(401);
      expect(JSON.stringify([...stranger.headers])).not.toContain("evil.test");
    }
    expect((await send("GET", "/api/jobs", { headers: bad })).headers.get("cache-control")).toBe("private, no-store");
  });

  test.each([
    "/api/%6aobs",
    "/api/jobs/",
    "/api//jobs",
    "/api/health/../jobs",
    "/api/health/%2e%2e/jobs",
    "/api/jobs%2f",
    "/api/JOBS",
    "/api/jobs;x=1",
    "/api/jobs.rsc",
    "/api/jobs.segments/_tree.segment.rsc",
    "/api/%256aobs",
    "/api/jobs%00",
  ])("#31 %s shows nothing to a stranger", async (path) => {
    expect([401, 404, 405, 400]).toContain((await the.http.send("GET", path)).status);
  });

  test("#32 who makes up addresses has no more guesses at a password", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const headers = { "x-forwarded-for": `10.0.0.${i}`, "x-real-ip": `10.0.1.${i}`, forwarded: `for=10.0.2.${i}` };
      const body = { email: "nobody@example.test", password: `guess ${i}` };
      statuses.push((await the.http.send("POST", "/api/auth/sign-in/email", { headers, body })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  });

  test("#33 a form of another site changes nothing", async () => {
    const types = ["multipart/form-data; boundary=x", "text/plain", "application/x-www-form-urlencoded"];
    for (const origin of ["https://evil.test", "null"]) {
      for (const type of [...types, "application/json"]) {
        const { status } = await send("POST", "/api/trpc/notifications.markAllRead", {
          headers: { origin, "content-type": type },
          body: '{"upTo":1}',
        });
        expect(status).toBe(403);
      }
    }
    for (const type of types) {
      const sent = { headers: { "content-type": type }, body: "{}" };
      expect((await send("POST", "/api/trpc/jobs.create", sent)).status).toBe(415);
    }
    expect((await send("GET", "/api/trpc/jobs.create?input=%7B%7D")).status).toBe(405);
    expect(data(await query("jobs.list", {}))["items"]).toEqual([]);
  });
});

describe("ids and keys", () => {
  test("#34 of another, of nobody, and none: one answer; in capitals: the same; what is no id: refused", async () => {
    const own = await job();
    const bob = await the.http.person();
    const foreign = (await the.http.send("POST", "/api/jobs", { ...bob, body: {} })).body["data"] as { id: string };
    const answers = await Promise.all(
      [foreign.id, randomUUID(), "00000000-0000-0000-0000-000000000000"].map((id) => send("GET", `/api/jobs/${id}`)),
    );
    for (const { status, body } of answers) expect([status, body["error"]]).toEqual([404, "No such job."]);
    expect(restData(await send("GET", `/api/jobs/${own.toUpperCase()}`))["id"]).toBe(own);
    for (const id of [
      `${own} `,
      ` ${own}`,
      `${own}\u0000`,
      "../1",
      `{${own}}`,
      own.replaceAll("-", ""),
      `${own}x`,
      "1",
    ])
      expect(await send("GET", `/api/jobs/${encodeURIComponent(id)}`)).toMatchObject(refused("id"));
  });

  test("#35 a key belongs to its body and its owner, for good", async () => {
    const first = data(await cost({ idempotencyKey: "k" }));
    expect((await cost({ idempotencyKey: "k", amount: "2" })).status).toBe(409);
    const bob = await the.http.person();
    const body = { costType: "x", amount: "3", idempotencyKey: "k" };
    const theirs = await the.http.send("POST", "/api/trpc/costs.record", { ...bob, body });
    expect([theirs.status, data(theirs)["id"] === first["id"]]).toEqual([200, false]);
    for (const key of ["k".repeat(10_000), "", "a\u0000"])
      expect(await cost({ idempotencyKey: key })).toMatchObject({ status: 400 });
    the.http.clock.set("2026-04-10T12:00:00.000Z");
    expect((await cost({ idempotencyKey: "k", amount: "2" })).status).toBe(409);
    expect(data(await query("costs.records", { from: "2026-03-01", to: "2026-04-30" }))["totalCount"]).toBe(1);
  });
});

const total = async (day: string, timeZone: string) =>
  data(await query("costs.summary", { from: day, to: day, timeZone }))["total"];

describe("time", () => {
  test.each([
    "1970-01-01T00:00:00Z",
    "9999-12-31T00:00:00Z",
    "+294277-01-01T00:00:00Z",
    "infinity",
    "-infinity",
    "Invalid Date",
    "2026-02-30T00:00:00Z",
    "2026-03-10T24:00:00Z",
    "2026-03-10T23:59:60Z",
    "2026-03-29T02:30:00",
    "2026-03-10",
    "1773144000000",
    "",
    "now",
  ])("#36 #37 %j is no instant", async (at) => {
    expect(await cost({ recordedAt: at })).toMatchObject(refused("recordedAt"));
    const id = await job();
    expect(await post(`/api/jobs/${id}/events`, { event_id: "1", type: "started", at })).toMatchObject(refused("at"));
  });

  test("#36 what happened is never more than five minutes ahead, and may come two years late", async () => {
    const id = await job();
    const at = (iso: string) => post(`/api/jobs/${id}/events`, { event_id: iso, type: "heartbeat", at: iso });
    expect((await at("2026-03-10T13:00:00Z")).status).toBe(400);
    expect((await at("2026-03-10T12:05:00.001Z")).status).toBe(400);
    expect((await at("2026-03-10T12:05:00Z")).status).toBe(200);
    expect((await cost({ recordedAt: "2024-03-10T12:00:00Z" })).status).toBe(200);
    expect((await cost({ recordedAt: "2099-01-01T00:00:00Z" })).status).toBeLessThan(500);
  });

  test.each([
    "Etc/GMT+99",
    "Etc/GMT+3",
    "../../etc",
    "+05:30",
    "utc",
    "Europe/Berlin\u0000",
    "Mars/Olympus",
    "localtime",
    "posixrules",
    " UTC",
  ])("#37 %j is no zone", async (timeZone) => {
    expect((await post("/api/trpc/account.update", { timeZone })).status).toBe(400);
    expect((await query("costs.summary", { timeZone })).status).toBe(400);
    expect(await send("GET", `/api/costs?time_zone=${encodeURIComponent(timeZone)}`)).toMatchObject(
      refused("time_zone"),
    );
  });

  test("#37 a cost in the hour that came twice, or on the day before one that never was, is in one period", async () => {
    // Berlin set its clocks back at 01:00Z; Apia had no 30 December 2011.
    for (const at of ["2025-10-26T00:30:00Z", "2025-10-26T01:30:00Z", "2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"])
      await cost({ recordedAt: at });
    expect(await total("2025-10-26", "Europe/Berlin")).toBe("2");
    expect(await total("2025-10-25", "Europe/Berlin")).toBe("0");
    expect(await total("2011-12-29", "Pacific/Apia")).toBe("1");
    expect(await total("2011-12-30", "Pacific/Apia")).toBe("0");
    expect(await total("2011-12-31", "Pacific/Apia")).toBe("1");
  });
});

const mayStand = (each: unknown, list: string) => list === "prices.list" || JSON.stringify(each).includes(":-1");

describe("ranges and streams", () => {
  test.each([
    [{ from: "2026-03-02", to: "2026-03-01" }, "from"],
    [{ from: "1900-01-01", to: "9989-12-31" }, "to"],
    [{ from: "0001-01-01", to: "9999-12-31" }, "from"],
    [{ from: "2020-01-01", to: "2026-01-01", granularity: "hour" }, "granularity"],
    [{ granularity: "minute" }, "granularity"],
    [{ from: "2026-03-01" }, "to"],
  ])("#38 a summary of %j is refused", async (input, field) => {
    const { status, fields } = await query("costs.summary", input);
    expect([status, fields]).toEqual([400, expect.arrayContaining([field])]);
  });

  test("#38 a page is never longer or deeper than it may be", async () => {
    for (const limit of [1e9, 0, -1, 1.5, "10", null])
      expect(await query("costs.records", { limit })).toMatchObject(refused("limit"));
    expect(await send("GET", "/api/costs?limit=1000000000")).toMatchObject(refused("limit"));
    expect(await send("GET", "/api/costs?offset=1000000000")).toMatchObject(refused("offset"));
  });

  test("#38 a cursor that somebody made is refused, whatever it says", async () => {
    for (let i = 0; i < 3; i++) await Promise.all([cost({}), job()]);
    await post("/api/trpc/storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "1" });
    await post("/api/trpc/storage.keep", { name: "g", sizeBytes: 1, idempotencyKey: "2" });
    const bob = await the.http.person();
    const theirs = String(restData(await send("POST", "/api/jobs", { headers: bob.headers, body: {} }))["id"]);
    const values = ["' or 1=1--", "a\u0000", "infinity", "9999-12-31T23:59:60Z", "", 1e308, -1, null, [], {}, "\ud800"];
    for (const list of ["costs.records", "jobs.list", "notifications.list", "storage.list", "prices.list"]) {
      const { nextCursor } = data(await query(list, { limit: 1 })) as { nextCursor: string };
      const [of, at] = JSON.parse(Buffer.from(nextCursor, "base64url").toString()) as [string, Record<string, unknown>];
      const forged = Object.keys(at).flatMap((name) => values.map((value): unknown => [of, { ...at, [name]: value }]));
      for (const each of [...forged, [of], [of, {}], ["x", at], of, at, null]) {
        const cursor = Buffer.from(JSON.stringify(each)).toString("base64url");
        const { status, body } = await query(list, { limit: 1, cursor });
        // A number or a text that could have stood there is a place like any other, among what is one's own.
        expect([list, each, status]).toEqual([list, each, mayStand(each, list) && status === 200 ? 200 : 400]);
        expect(JSON.stringify(body)).not.toContain(theirs);
      }
    }
  });

  test.each(["-1", "1.5", "1".repeat(1_000_000), "1\n2", "99999999999999999999", "1\u0000"])(
    "#39 a stream goes on from no such place",
    async (lastEventId) => {
      const input = encodeURIComponent(JSON.stringify({ lastEventId }));
      const asked = new Request(`${ORIGIN}/api/trpc/notifications.changes?input=${input}`, {
        headers: { ...the.ann.headers, accept: "text/event-stream" },
      });
      const text = await (await the.http.pipeline.handle(asked)).text();
      expect(text).toContain("event: serialized-error");
      expect(text).toContain('"field":"lastEventId"');
      expect(the.http.hub.size()).toBe(0);
    },
  );
});

const countPeople = () => the.http.admin.db.$count(users);

describe("who asks", () => {
  test("#24 what is no address of one person is refused at once, and nobody is made of it", async () => {
    const body = { email: "one@ok.test", password: "long enough 1", name: "A" };
    const signIn = (email: string) => post("/api/auth/sign-in/email", { email, password: body.password });
    expect([(await post("/api/auth/sign-up/email", body)).status, (await signIn(body.email)).status]).toEqual([
      200, 200,
    ]);
    const before = await countPeople();
    const began = performance.now();
    for (const email of [
      "a@x.test\r\nBcc: v@y.test",
      "a@x.test%0d%0aBcc:v@y.test",
      '"a@evil.test x"@ok.test',
      "a@ok.test(,b@evil.test)",
      "a@ok.test,b@evil.test",
      "A <a@ok.test>",
      "a@x.test\u0000",
      `${"a".repeat(300)}@x.test`,
      "(".repeat(50_000),
      `a@${"(".repeat(50_000)}.test`,
    ]) {
      expect(await post("/api/auth/sign-up/email", { ...body, email })).toMatchObject(refused("email"));
      expect(await signIn(email)).toMatchObject(refused("email"));
    }
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await countPeople()).toBe(before);
  });

  test("#40 a homoglyph is another address, and a session of nobody none", async () => {
    const sent = { email: the.ann.email.replace("@", "＠"), password: "long enough 1" };
    expect((await the.http.send("POST", "/api/auth/sign-in/email", { body: sent })).status).toBe(400);
    const { cookie } = the.ann.headers;
    for (const headers of [
      { authorization: "Bearer" },
      { authorization: "Bearer " },
      { authorization: `Bearer ${"x".repeat(10_000)}` },
      { "x-api-key": "pk_\u00ff" },
    ])
      for (const both of [headers, { ...headers, cookie }])
        expect((await the.http.send("GET", "/api/jobs", { headers: both })).status).toBe(401);
  });
});
