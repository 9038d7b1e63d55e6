import { randomUUID } from "node:crypto";
import { SCOPES } from "@pipeline/core/actor";
import { sql } from "drizzle-orm";
import { generateSignedCookie } from "hono/cookie";
import { beforeAll, describe, expect, test } from "vitest";
import { createLook } from "../audit/testing";
import { AUTH_ROUTES } from "../auth/input";
import { recordCost } from "../costs/record";
import { listNotifications } from "../notifications/list";
import { appRouter } from "../router";
import { createRoutes } from "./handler";
import { createTestHttp, ORIGIN, PASSWORD, type Answer, type TestHttp } from "./testing";

/** What a stranger may call: whether the process is up, and the way in and out. */
const PUBLIC = [
  "GET /api/health",
  "GET /api/ready",
  "GET /api/auth/get-session",
  "POST /api/auth/sign-in/email",
  "POST /api/auth/sign-out",
  "POST /api/auth/sign-up/email",
];
const NOBODY = "22222222-2222-4222-8222-222222222222";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
});

/** Every call there is: what the routes lead to, with a valid id where a path has one. */
function everyCall(): { method: string; path: string }[] {
  const { routes } = createRoutes(unusable);
  const own = routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"));
  const procedures = Object.entries<{ _def: { type: string } }>(Object(appRouter._def.procedures));
  const wild = new Set(
    routes.filter(({ method, path }) => method !== "ALL" && path.endsWith("*")).map(({ path }) => path),
  );
  // What a wildcard leads to is listed here: another one would need its own list.
  expect([...wild]).toEqual(["/api/trpc/*", "/api/auth/*"]);
  return [
    ...own.map(({ method, path }) => ({ method, path: path.replace(":id", NOBODY) })),
    ...procedures.map(([path, { _def }]) => ({
      method: _def.type === "mutation" ? "POST" : "GET",
      path: `/api/trpc/${path}`,
    })),
    ...Object.entries(AUTH_ROUTES).map(([path, { method }]) => ({ method, path: `/api/auth${path}` })),
  ];
}

// Nothing is called of it: the routes are only listed.
const unusable: Parameters<typeof createRoutes>[0] = new Proxy(Object.create(null), { get: () => undefined });

async function expired(ms: number): Promise<Record<string, string>> {
  const { userId, headers } = await http.person();
  const at = new Date(http.clock.now - ms).toISOString();
  await http.admin.db.execute(sql`update sessions set expires_at = ${at} where user_id = ${userId}`);
  return headers;
}

/** Every way not to be signed in. */
async function strangers(): Promise<Record<string, Record<string, string>>> {
  const { authCookies, secret } = await http.pipeline.auth.$context;
  const signed = async (token: string, by = secret) => ({
    cookie: (await generateSignedCookie(authCookies.sessionToken.name, token, by)).split(";")[0] ?? "",
  });
  const [revoked, gone, owner] = [await http.person(), await http.person(), await http.person()];
  const goneKey = await http.key(gone.userId, [...SCOPES]);
  const lateKey = await http.key(owner.userId, [...SCOPES], new Date(http.clock.now - 1000).toISOString());
  const made = await http.pipeline.door.createKey(owner.userId, { name: "k", scopes: [...SCOPES] });
  await http.pipeline.door.revokeKey(owner.userId, made.id);
  await http.admin.db.execute(sql`delete from sessions where user_id = ${revoked.userId}`);
  await http.admin.db.execute(sql`delete from users where id = ${gone.userId}`);
  return {
    "no session": {},
    "an unknown session": await signed(randomUUID()),
    "a session signed by another": await signed("token", "another secret of 32 characters!!"),
    "a session that has expired by a second": await expired(1000),
    "a revoked session": revoked.headers,
    "a session of a deleted user": gone.headers,
    "an unknown key": { "x-api-key": `pk_${"a".repeat(64)}` },
    "a revoked key": { "x-api-key": made.key },
    "a key that has expired by a second": lateKey,
    "a key of a deleted user": goneKey,
  };
}

const ask = (method: string, path: string, headers: Record<string, string>): Promise<Answer> =>
  http.send(method, path, { headers: { origin: ORIGIN, ...headers }, ...(method !== "GET" && { body: {} }) });

const STREAM = "/api/trpc/notifications.changes";

/** A stream that fails is 200, as its clients expect, says so in its first event, and ends. */
async function streamed(headers: Record<string, string>): Promise<{ status: number }> {
  const response = await http.pipeline.handle(new Request(`${ORIGIN}${STREAM}`, { headers }));
  const text = await response.text();
  if (response.status !== 200) return { status: response.status };
  const [, told = "{}"] = /event: serialized-error\ndata: (.*)\n/.exec(text) ?? [];
  return { status: Object(JSON.parse(told)).data?.httpStatus ?? 200 };
}

describe("a stranger", () => {
  test("is told 401 by every call but those on the list, whatever is wrong with who they say they are", async () => {
    const all = everyCall();
    expect(all.length).toBeGreaterThan(55);
    const calls = all.filter(({ method, path }) => !PUBLIC.includes(`${method} ${path}`));
    expect(all.length - calls.length).toBe(PUBLIC.length);
    for (const [who, headers] of Object.entries(await strangers())) {
      for (const { method, path } of calls) {
        const answered = path === STREAM ? await streamed(headers) : await ask(method, path, headers);
        expect([who, method, path, answered.status]).toEqual([who, method, path, 401]);
      }
    }
  }, 60_000);

  test("may call what is on the list, whatever is wrong with who they say they are", async () => {
    for (const [who, headers] of Object.entries(await strangers())) {
      for (const call of PUBLIC) {
        const [method = "", path = ""] = call.split(" ");
        expect([who, call, (await ask(method, path, headers)).status]).not.toEqual([who, call, 401]);
      }
    }
  });

  test("finds nothing else to call: there is no other method, and no path beside", async () => {
    for (const path of ["/api/costs", "/api/jobs", `/api/jobs/${NOBODY}`, "/api/costs/export", "/api/notifications"]) {
      for (const method of ["PUT", "DELETE", "OPTIONS"]) {
        expect((await ask(method, path, {})).status).toBe(405);
      }
    }
  });
});

const pathsOf = (jobId: string, notification: string): [method: string, path: string, body?: object][] => [
  ["GET", `/api/jobs/${jobId}`],
  ["POST", `/api/jobs/${jobId}/events`, { event_id: "1", type: "started" }],
  ["PATCH", `/api/notifications/${notification}/read`],
  ["GET", `/api/costs/export?format=json&job_id=${jobId}`],
];

describe("a path with another's id", () => {
  test("is answered as one that does not exist, to sessions and keys, and changes nothing", async () => {
    const [ann, bob] = [await http.person(), await http.person()];
    const made = await ask("POST", "/api/jobs", ann.headers);
    const job = String(Object(made.body["data"]).id);
    const own = http.as({ kind: "system", userId: ann.userId });
    await recordCost(own, { costType: "x", amount: "5", jobId: job, idempotencyKey: "k" });
    const { items } = await listNotifications(own, { filter: "all", limit: 1 });
    const before = await createLook(http).rowsOf(ann.userId);
    const everybody = [bob.headers, await http.key(bob.userId, [...SCOPES])];
    for (const headers of everybody) {
      const answers = async (list: ReturnType<typeof pathsOf>) =>
        Promise.all(
          list.map(async ([method, path, body]) => comparable(await http.send(method, path, { headers, body }))),
        );
      const foreign = await answers(pathsOf(job, items[0]?.id ?? ""));
      expect(foreign).toEqual(await answers(pathsOf(randomUUID(), randomUUID())));
      expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 200]);
      expect(JSON.stringify(foreign)).not.toContain(ann.userId);
    }
    expect(await createLook(http).rowsOf(ann.userId)).toBe(before);
  });
});

function comparable({ status, body }: Answer) {
  return { status, body: JSON.stringify(body).replaceAll(/"request_id":"[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+Z/g, "") };
}

describe("a key", () => {
  const trials = Number(process.env["REVOCATIONS"] ?? 10);
  test("that is revoked is refused from the very next request on, every time", async () => {
    const ann = await http.person();
    for (let i = 0; i < trials; i += 1) {
      const made = await http.pipeline.door.createKey(ann.userId, { name: "k", scopes: [...SCOPES] });
      const headers = { "x-api-key": made.key };
      expect((await http.send("GET", "/api/jobs?limit=1", { headers })).status).toBe(200);
      const revoked = await http.send("POST", "/api/trpc/apiKeys.revoke", { ...ann, body: { id: made.id } });
      const next = await Promise.all([
        http.send("GET", "/api/jobs?limit=1", { headers }),
        http.send("POST", "/api/jobs", { headers, body: {} }),
        http.send("GET", "/api/trpc/jobs.list?input={}", { headers }),
      ]);
      expect([revoked, ...next].map(({ status }) => status)).toEqual([200, 401, 401, 401]);
    }
  }, 120_000);
});

describe("secrets", () => {
  test("are nowhere in the database as they were given", async () => {
    const ann = await http.person();
    const made = await http.pipeline.door.createKey(ann.userId, { name: "k", scopes: [...SCOPES] });
    const email = `${randomUUID()}@example.test`;
    const password = `canary ${randomUUID()}`;
    await http.send("POST", "/api/auth/sign-up/email", { body: { email, password, name: "N" } });
    const { secret } = await http.pipeline.auth.$context;
    const tables = await http.admin.db.execute<{ name: string }>(sql`select table_name as name
      from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`);
    const rows = tables.map(({ name }) => sql`select t::text as row from ${sql.identifier(name)} t`);
    const dump = JSON.stringify(await http.admin.db.execute(sql`${sql.join(rows, sql` union all `)}`));
    expect(dump).toContain(email);
    for (const canary of [made.key, made.key.slice(12), password, secret, PASSWORD]) expect(dump).not.toContain(canary);
  });
});

/** Ways in that have let people past a lock that stood in front of the application. */
const BYPASSES: [path: string, headers: Record<string, string>][] = [
  ["/api/jobs", { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" }],
  ["/api/jobs", { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" }],
  ["/api/jobs", { "next-action": "x" }],
  ["/api/jobs", { rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "%5B%22%22%5D" }],
  ["/api/jobs?_rsc=1", { rsc: "1" }],
  ["/api/jobs.rsc", {}],
  ["/api/jobs.segments/_tree.segment.rsc", {}],
  ["/api/%6Aobs", {}],
  ["/api/health/%2e%2e/jobs", {}],
  ["/api/%2566oo/..%252fjobs", {}],
  ["/api//jobs", {}],
  ["/API/jobs", {}],
  ["/api/jobs", { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1", "x-original-url": "/api/health" }],
];

test("no way past a lock in front of the application leads anywhere: each route has its own", async () => {
  const ann = await http.person();
  await http.send("POST", "/api/jobs", { ...ann, body: { name: "private bytes" } });
  expect(JSON.stringify(await http.send("GET", "/api/jobs", ann))).toContain("private bytes");
  for (const [path, headers] of BYPASSES) {
    const { status, body } = await http.send("GET", path, { headers });
    expect([path, [401, 404].includes(status)]).toEqual([path, true]);
    expect(JSON.stringify(body)).not.toContain("private bytes");
  }
});

describe("a secret that a caller brings", () => {
  test("is in no line of the log and in no answer, wherever it was put and whatever goes wrong", async () => {
    const canary = `canary${randomUUID().replaceAll("-", "")}`;
    const own = await createTestHttp(undefined, {
      BETTER_AUTH_SECRET: `${canary} of the installation`,
      DATABASE_URL: `postgres://pipeline:${canary}@127.0.0.1:1/none`,
      LOG_LEVEL: "trace",
    });
    const ann = await own.person();
    const token = decodeURIComponent(ann.headers.cookie.split("=")[1] ?? "");
    const { "x-api-key": key } = await own.key(ann.userId, [...SCOPES]);
    const secrets = [canary, token, token.split(".")[0] ?? token, key];
    const brought: { headers?: Record<string, string>; body?: unknown }[] = [
      { headers: ann.headers, body: { name: 1, password: canary, [canary]: undefined } },
      { headers: { "x-api-key": key }, body: "{{" },
      { headers: { authorization: `Bearer ${key}` }, body: { name: "ok" } },
      { headers: { authorization: `Basic ${canary}`, cookie: `pipeline.session_token=${canary}` }, body: {} },
      { headers: { "x-api-key": canary, "user-agent": canary, "x-request-id": canary, referer: canary }, body: {} },
      { headers: ann.headers, body: "x".repeat(70_000) + canary },
      { headers: { ...ann.headers, "content-type": "text/plain" }, body: canary },
    ];
    const paths = [
      "/api/jobs",
      "/api/trpc/jobs.create",
      "/api/trpc/apiKeys.revoke",
      "/api/auth/revoke-session",
      "/api/auth/sign-in/email",
    ];
    const answers: unknown[] = [];
    const bring = async () => {
      for (const path of paths) for (const sent of brought) answers.push((await own.send("POST", path, sent)).body);
      for (const { headers } of brought)
        answers.push((await own.send("GET", `/api/jobs?token=${canary}`, { ...(headers && { headers }) })).status);
      const signIn = { email: ann.email, password: canary };
      answers.push((await own.send("POST", "/api/auth/sign-in/email", { body: signIn })).body);
      answers.push((await own.send("POST", "/api/auth/sign-up/email", { body: { ...signIn, name: "N" } })).body);
    };
    await bring();
    await own.admin.db.execute(sql`alter table lora_training_jobs rename to elsewhere`);
    await own.admin.db.execute(sql`alter table sessions rename to no_sessions`);
    await bring();
    await Promise.all([own.app.close(), own.auth.close()]);
    await bring();
    expect(own.logged.length).toBeGreaterThan(20);
    for (const secret of secrets) {
      expect(own.logged.filter((line) => line.includes(secret))).toEqual([]);
      expect(answers.filter((answer) => JSON.stringify(answer).includes(secret))).toEqual([]);
    }
  });
});
