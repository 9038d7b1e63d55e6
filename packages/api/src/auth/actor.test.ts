import { SCOPES } from "@pipeline/core/actor";
import { sessions } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, type Person, type TestHttp } from "../http/testing";
import { signedIn } from "./session";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
  ann = await http.person();
});

const status = async (headers: Record<string, string>, path = "/api/jobs") =>
  (await http.send("GET", path, { headers })).status;

describe("an API key", () => {
  test("speaks for its owner by either header", async () => {
    const { "x-api-key": key } = await http.key(ann.userId, ["jobs:read"]);
    expect(key).toMatch(/^pk_\w{64}$/);
    expect(await status({ "x-api-key": key })).toBe(200);
    expect(await status({ authorization: `Bearer ${key}` })).toBe(200);
    expect(await status({ authorization: `bearer ${key}` })).toBe(200);
  });

  test("that is odd, empty, repeated or unknown is 401, also with a session beside it", async () => {
    const { "x-api-key": key } = await http.key(ann.userId, ["jobs:read"]);
    const odd: Record<string, string>[] = [
      { authorization: "" },
      { authorization: "Bearer" },
      { authorization: "Bearer " },
      { authorization: key },
      { authorization: `Basic ${key}` },
      { authorization: `Bearer ${key} ${key}` },
      { authorization: `Bearer ${key}, Bearer ${key}` },
      { authorization: `Bearer ${key}`, "x-api-key": key },
      { "x-api-key": "" },
      { "x-api-key": `${key}, ${key}` },
      { "x-api-key": key.slice(0, -1) },
      { "x-api-key": key.toLowerCase() },
      { "x-api-key": `${key}ÿ` },
      { "x-api-key": "x".repeat(10_000) },
      { "x-api-key": "' or 1=1--" },
    ];
    for (const headers of odd) {
      expect(await status(headers)).toBe(401);
      expect(await status({ ...ann.headers, ...headers })).toBe(401);
      expect(await status({ ...ann.headers, ...headers }, "/api/trpc/account.get")).toBe(401);
    }
    const { body } = await http.send("GET", "/api/jobs", { headers: { "x-api-key": "" } });
    expect(body).toMatchObject({ error: "This API key is not valid." });
  });

  test("is given no cookie, nor is who is nobody: what they are answered signs nobody in", async () => {
    const key = await http.key(ann.userId, ["jobs:read"]);
    for (const headers of [key, {}, { cookie: "pipeline.session_token=old.A" }]) {
      expect((await http.send("GET", "/api/jobs", { headers })).headers.getSetCookie()).toEqual([]);
    }
  });

  test("is refused from the very next request on once it is revoked", async () => {
    const made = await http.pipeline.door.createKey(ann.userId, { name: "short", scopes: ["jobs:read"] });
    expect(await status({ "x-api-key": made.key })).toBe(200);
    const bob = await http.person();
    expect(await http.pipeline.door.revokeKey(bob.userId, made.id)).toBe(false);
    expect(await status({ "x-api-key": made.key })).toBe(200);
    expect(await http.pipeline.door.revokeKey(ann.userId, made.id)).toBe(true);
    expect(await status({ "x-api-key": made.key })).toBe(401);
    expect(await http.pipeline.door.revokeKey(ann.userId, made.id)).toBe(false);
    expect(await http.pipeline.door.revokeKey(ann.userId, "no uuid")).toBe(false);
  });

  test("expires at its instant", async () => {
    const at = http.clock.now + 60_000;
    const key = await http.key(ann.userId, ["jobs:read"], new Date(at).toISOString());
    http.clock.set(new Date(at - 1).toISOString());
    expect(await status(key)).toBe(200);
    http.clock.advance(1);
    expect(await status(key)).toBe(401);
  });

  test("notes its use, at most once a minute", async () => {
    const { userId } = await http.person();
    const key = await http.key(userId, ["jobs:read"]);
    const lastUsed = async () => (await http.pipeline.door.listKeys(userId))[0]?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    const first = new Date(http.clock.now).toISOString();
    await status(key);
    http.clock.advance(59_999);
    await status(key);
    expect(await lastUsed()).toBe(first);
    http.clock.advance(1);
    await Promise.all([status(key), status(key), status(key)]);
    expect(await lastUsed()).toBe(new Date(http.clock.now).toISOString());
  });

  test("may do what its scopes say and nothing else", async () => {
    const calls: [scope: (typeof SCOPES)[number], method: string, path: string][] = [
      ["jobs:read", "GET", "/api/jobs"],
      ["jobs:read", "GET", "/api/jobs/00000000-0000-4000-8000-000000000000"],
      ["jobs:write", "POST", "/api/jobs"],
      ["jobs:report", "POST", "/api/jobs/00000000-0000-4000-8000-000000000000/events"],
      ["costs:read", "GET", "/api/costs"],
      ["notifications:read", "GET", "/api/notifications"],
      ["notifications:write", "PATCH", "/api/notifications/00000000-0000-4000-8000-000000000000/read"],
    ];
    for (const [scope, method, path] of calls) {
      const body = method === "POST" ? { name: 1 } : undefined;
      const without = await http.key(
        ann.userId,
        SCOPES.filter((other) => other !== scope),
      );
      const refused = await http.send(method, path, { headers: without, body });
      expect(refused).toMatchObject({ status: 403, body: { error: `This API key lacks the scope ${scope}.` } });
      const alone = await http.key(ann.userId, [scope]);
      expect((await http.send(method, path, { headers: alone, body })).status).not.toBe(403);
    }
  });

  test("reaches neither account nor keys, and no session of the library", async () => {
    const key = await http.key(ann.userId, [...SCOPES]);
    for (const procedure of ["account.get", "apiKeys.list"]) {
      expect(await status(key, `/api/trpc/${procedure}`)).toBe(403);
    }
    expect((await http.send("GET", "/api/auth/list-sessions", { headers: key })).status).toBe(401);
  });
});

describe("a session", () => {
  test("ends with its sign-out, its expiry, its row or its user", async () => {
    const [out, gone, late] = [await http.person(), await http.person(), await http.person()];
    for (const { headers } of [out, gone, late]) expect(await status(headers)).toBe(200);
    expect((await http.send("POST", "/api/auth/sign-out", { ...out, body: {} })).status).toBe(200);
    expect(await status(out.headers)).toBe(401);
    await http.admin.db.execute(sql`delete from users where id = ${gone.userId}`);
    expect(await status(gone.headers)).toBe(401);
    const past = new Date(http.clock.now - 1);
    await http.auth.db.update(sessions).set({ expiresAt: past }).where(eq(sessions.userId, late.userId));
    expect(await status(late.headers)).toBe(401);
  });

  test("with a cookie that is forged, cut short, empty or not ours is nobody's", async () => {
    const [name = "", value = ""] = ann.headers.cookie.split("=");
    const token = decodeURIComponent(value).split(".")[0] ?? "";
    const cookies = [`${name}=`, name, `${name}=${token}`, `${name}=${value.slice(0, -3)}`, `${name}=%ff%00`, ";;;=;"];
    for (const cookie of [...cookies, `${name}=${token}.${"A".repeat(43)}=`, `other=${value}`]) {
      expect(await status({ cookie })).toBe(401);
    }
    expect(await status({ cookie: `${name}=${value}; ${name}=forged` })).toBe(200);
  });

  test("is looked at again by the library from the millisecond on at which it is a day old, not before", async () => {
    const { userId, headers } = await http.person();
    const made = Date.parse("2031-01-01T00:00:00.000Z");
    const expiresAt = new Date(made + 7 * 86_400_000);
    await http.auth.db.update(sessions).set({ expiresAt }).where(eq(sessions.userId, userId));
    const stale = async (after: number) =>
      (await signedIn(http.pipeline.auth, http.auth.db, new Headers(headers), made + after))?.stale;
    expect([await stale(0), await stale(86_399_999), await stale(86_400_000)]).toEqual([false, false, true]);
  });

  test("that is used long enough is extended, and the browser is told", async () => {
    const { userId, headers } = await http.person();
    expect((await http.send("GET", "/api/jobs", { headers })).headers.getSetCookie()).toEqual([]);
    const inFiveDays = new Date(Date.now() + 5 * 86_400_000);
    await http.auth.db.update(sessions).set({ expiresAt: inFiveDays }).where(eq(sessions.userId, userId));
    for (const path of ["/api/jobs", "/api/trpc/account.get"]) {
      await http.auth.db.update(sessions).set({ expiresAt: inFiveDays }).where(eq(sessions.userId, userId));
      const [cookie = ""] = (await http.send("GET", path, { headers })).headers.getSetCookie();
      expect(cookie).toMatch(/^pipeline\.session_token=.*Max-Age=604800.*HttpOnly; SameSite=Lax$/);
    }
    const [row] = await http.auth.db.select().from(sessions).where(eq(sessions.userId, userId));
    expect(row?.expiresAt.getTime()).toBeGreaterThan(inFiveDays.getTime());
  });
});

test("a server component knows the person of the cookies, and nobody else", async () => {
  const { actor } = await http.pipeline.requestCtx(new Headers(ann.headers));
  expect(actor).toMatchObject({ kind: "session", userId: ann.userId, email: ann.email });
  const key = await http.key(ann.userId, ["jobs:read"]);
  for (const headers of [{}, { cookie: "x=y" }, key]) {
    expect((await http.pipeline.requestCtx(new Headers(headers))).actor).toBeNull();
  }
});
