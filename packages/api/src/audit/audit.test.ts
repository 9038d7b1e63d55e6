import { randomUUID } from "node:crypto";
import { SCOPES } from "@pipeline/core/actor";
import { AUDIT_ACTIONS, type AuditAction } from "@pipeline/core/audit";
import { errorCode } from "@pipeline/db";
import { auditEntries, costRecords, jobEvents } from "@pipeline/db/schema";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { AUTH_ROUTES } from "../auth/input";
import { createUser } from "../auth/create-user";
import { importFocus } from "../costs/import-focus";
import { createTestHttp, PASSWORD, type Answer, type Person, type TestHttp } from "../http/testing";
import { restRoutes } from "../http/rest/index";
import { importJobs } from "../jobs/import";
import { appRouter } from "../router";

const NOBODY = "11111111-1111-4111-8111-111111111111";

/** Mutations that leave no entry, and why. */
const NOT_AUDITED: Readonly<Record<string, string>> = {
  "costs.record": "the ledger is append-only and says who wrote a record",
  "costs.recordBatch": "the same",
  "jobs.report": "events are append-only and say who told them",
  "notifications.markRead": "neither money nor security",
  "notifications.markUnread": "neither money nor security",
  "notifications.markAllRead": "neither money nor security",
  "notifications.archive": "neither money nor security",
  "notifications.unarchive": "neither money nor security",
  "notifications.snooze": "neither money nor security",
  "notifications.undo": "neither money nor security",
  "notifications.preferences.set": "neither money nor security",
};

type Ids = { job: string; record: string; key: string; budget: string; file: string };
type Tried = { done: (ids: Ids) => object; refused: object; code: string };
const unknown = { refused: { id: NOBODY }, code: "NOT_FOUND" };

/** Every procedure that leaves one: an input that is done, and one that is refused. */
const TRIED: Readonly<Record<string, Tried>> = {
  "account.update": {
    done: () => ({ timeZone: "Asia/Tokyo", name: "Ann" }),
    refused: { timeZone: "Mars/Base" },
    code: "BAD_INPUT",
  },
  "apiKeys.create": {
    done: () => ({ name: "k", scopes: ["jobs:read"] }),
    refused: { name: "k", scopes: [] },
    code: "BAD_INPUT",
  },
  "apiKeys.revoke": { done: ({ key }) => ({ id: key }), ...unknown },
  "budgets.create": {
    done: () => ({ name: "b", amount: "10", period: "month" }),
    refused: { name: "b", amount: "-1", period: "month" },
    code: "BAD_INPUT",
  },
  "budgets.update": { done: ({ budget }) => ({ id: budget, amount: "20" }), ...unknown },
  "budgets.delete": { done: ({ budget }) => ({ id: budget }), ...unknown },
  "costs.correct": {
    done: ({ record }) => ({ recordId: record, amount: "1", reason: "r", idempotencyKey: randomUUID() }),
    refused: { recordId: NOBODY, amount: "1", reason: "r", idempotencyKey: "k" },
    code: "NOT_FOUND",
  },
  "jobs.create": { done: () => ({}), refused: { gpuType: "Abacus" }, code: "BAD_INPUT" },
  "jobs.cancel": { done: ({ job }) => ({ id: job }), ...unknown },
  "prices.rerate": {
    done: ({ job }) => ({ jobId: job, reason: "r", idempotencyKey: randomUUID() }),
    refused: { jobId: NOBODY, reason: "r", idempotencyKey: randomUUID() },
    code: "NOT_FOUND",
  },
  "storage.keep": {
    done: () => ({ name: "f", sizeBytes: 1, idempotencyKey: randomUUID() }),
    refused: { name: "f", sizeBytes: -1, idempotencyKey: "f" },
    code: "BAD_INPUT",
  },
  "storage.remove": { done: ({ file }) => ({ id: file }), ...unknown },
};

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
});

type Entry = typeof auditEntries.$inferSelect;
const entriesOf = (userId: string): Promise<Entry[]> =>
  http.admin.db.select().from(auditEntries).where(eq(auditEntries.userId, userId)).orderBy(asc(auditEntries.at));

const mutate = (path: string, headers: Record<string, string>, body: unknown) =>
  http.send("POST", `/api/trpc/${path}`, { headers, body });
const door = (path: string, body: object, headers: Record<string, string> = {}) =>
  http.send("POST", `/api/auth${path}`, { headers, body });

function dataOf({ body }: Answer): { id: string } {
  const { result } = body as { result?: { data: { id: string } } };
  if (!result) throw new Error(JSON.stringify(body));
  return result.data;
}

/** The entries that a call leaves. */
async function left<T>(userId: string, call: () => Promise<T>): Promise<{ answer: T; entries: Entry[] }> {
  const before = new Set((await entriesOf(userId)).map(({ id }) => id));
  const answer = await call();
  return { answer, entries: (await entriesOf(userId)).filter(({ id }) => !before.has(id)) };
}

async function withData({ headers }: Person): Promise<Ids> {
  const make = async (path: string, body: object) => dataOf(await mutate(path, headers, body)).id;
  const job = await make("jobs.create", {});
  return {
    job,
    record: await make("costs.record", { costType: "x", amount: "5", jobId: job, idempotencyKey: "k" }),
    key: await make("apiKeys.create", { name: "k", scopes: ["jobs:read"] }),
    budget: await make("budgets.create", { name: "b", amount: "1000", period: "month" }),
    file: await make("storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "f" }),
  };
}

async function sessionOf({ userId }: { userId: string }): Promise<string> {
  const [row] = await http.admin.db.execute<{ id: string }>(sql`select id from sessions where user_id = ${userId}`);
  return row?.id ?? "";
}

const router: AnyTRPCRouter = appRouter;
const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
const mutations = Object.entries(procedures).flatMap(([path, { _def, meta }]) =>
  _def.type === "mutation" ? [{ path, audit: (meta as { audit?: AuditAction } | undefined)?.audit }] : [],
);

describe("every mutation", () => {
  test("leaves an entry of its name, or is on the list of those that do not, with a reason", () => {
    const audited = mutations.flatMap(({ path, audit }) => (audit === undefined ? [] : [[path, audit]]));
    expect(audited).toEqual(audited.map(([path]) => [path, path]));
    expect(audited.map(([path]) => path).toSorted()).toEqual(Object.keys(TRIED).toSorted());
    const others = mutations.filter(({ audit }) => audit === undefined).map(({ path }) => path);
    expect(others.toSorted()).toEqual(Object.keys(NOT_AUDITED).toSorted());
    expect(
      restRoutes.filter(({ method, audit }) => method !== "GET" && audit === undefined).map(({ path }) => path),
    ).toEqual(["/api/jobs/:id/events", "/api/notifications/:id/read"]);
    const byDoor = Object.values(AUTH_ROUTES).flatMap((route) => (route.method === "POST" ? [route.audit] : []));
    const imports: AuditAction[] = ["costs.import", "jobs.import"];
    expect([...Object.keys(TRIED), ...byDoor, ...imports].toSorted()).toEqual([...AUDIT_ACTIONS].toSorted());
  });

  test.each(Object.entries(TRIED))(
    "%s leaves one entry when it is done, and one when it is refused",
    async (path, tried) => {
      const ann = await http.person();
      const ids = await withData(ann);
      const by = { action: path, actor: "session", actorId: await sessionOf(ann) };
      const input = tried.done(ids);
      const done = await left(ann.userId, () => mutate(path, ann.headers, input));
      expect(done.answer.status).toBe(200);
      expect(done.entries).toMatchObject([{ ...by, outcome: "done", code: null }]);
      expect(done.entries[0]?.requestId).toBe(done.answer.headers.get("x-request-id"));
      const about = Object.values(ids).find((id) => Object.values(input).includes(id));
      if (about) expect(done.entries[0]?.subject).toBe(about);
      const refused = await left(ann.userId, () => mutate(path, ann.headers, tried.refused));
      expect(refused.answer.status).toBeGreaterThanOrEqual(400);
      expect(refused.entries).toMatchObject([{ ...by, outcome: "refused", code: tried.code }]);
      expect(refused.entries[0]?.requestId).toBe(refused.answer.headers.get("x-request-id"));
      const made = await http.pipeline.door.createKey(ann.userId, { name: "none", scopes: ["jobs:read"] });
      const forbidden = await left(ann.userId, () => mutate(path, { "x-api-key": made.key }, tried.done(ids)));
      expect(forbidden.entries).toMatchObject([{ action: path, actor: "key", actorId: made.id, code: "FORBIDDEN" }]);
    },
  );

  test("of REST leaves the same, by a session or a key", async () => {
    const ann = await http.person();
    const key = await http.key(ann.userId, [...SCOPES]);
    for (const headers of [ann.headers, key]) {
      const made = await left(ann.userId, () => http.send("POST", "/api/jobs", { headers, body: {} }));
      expect(made.entries).toMatchObject([{ action: "jobs.create", outcome: "done" }]);
      const wrong = await left(ann.userId, () => http.send("POST", "/api/jobs", { headers, body: { color: "red" } }));
      expect(wrong.entries).toMatchObject([{ action: "jobs.create", outcome: "refused", code: "BAD_INPUT" }]);
    }
  });

  test("that changes nothing the second time leaves nothing the second time", async () => {
    const ann = await http.person();
    for (const [path, body] of [
      ["jobs.create", { idempotencyKey: "same" }],
      ["storage.keep", { name: "f", sizeBytes: 1, idempotencyKey: "same" }],
      ["budgets.create", { id: randomUUID(), name: "b", amount: "10", period: "month" }],
    ] as const) {
      await mutate(path, ann.headers, body);
      expect((await left(ann.userId, () => mutate(path, ann.headers, body))).entries).toEqual([]);
    }
  });

  test("that is not audited leaves none", async () => {
    const ann = await http.person();
    const { job } = await withData(ann);
    const calls: Record<string, object> = {
      "costs.record": { costType: "x", amount: "1", idempotencyKey: "1" },
      "costs.recordBatch": { items: [{ costType: "x", amount: "1", idempotencyKey: "2" }] },
      "jobs.report": { jobId: job, eventId: "1", type: "started" },
      "notifications.markAllRead": { upTo: 1000 },
    };
    for (const [path, body] of Object.entries(calls)) {
      const { answer, entries } = await left(ann.userId, () => mutate(path, ann.headers, body));
      expect([path, answer.status, entries]).toEqual([path, 200, []]);
    }
  });

  test("is kept together with its entry or not at all", async () => {
    const ann = await http.person();
    const ids = await withData(ann);
    const kept = () =>
      http.admin.db.execute(sql`select (select count(*) from api_keys where reference_id = ${ann.userId})::int as keys,
        (select count(*) from budgets where user_id = ${ann.userId})::int as budgets,
        (select count(*) from lora_training_jobs where user_id = ${ann.userId})::int as jobs`);
    const before = await kept();
    await http.admin.db.execute(sql`alter table audit_entries add constraint none check (action = '') not valid`);
    try {
      for (const [path, body] of [
        ["jobs.create", {}],
        ["budgets.delete", { id: ids.budget }],
        ["apiKeys.revoke", { id: ids.key }],
      ] as const) {
        expect((await mutate(path, ann.headers, body)).status).toBe(500);
      }
      expect(await kept()).toEqual(before);
      // The answer to what is refused stays what it is.
      expect((await mutate("jobs.cancel", ann.headers, { id: NOBODY })).status).toBe(404);
    } finally {
      await http.admin.db.execute(sql`alter table audit_entries drop constraint none`);
    }
  });
});

describe("the door", () => {
  async function account(): Promise<{ email: string; userId: string; headers: { cookie: string } }> {
    const email = `${randomUUID()}@example.test`;
    const userId = await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Someone" });
    return { email, userId, headers: cookieOf(await door("/sign-in/email", { email, password: PASSWORD })) };
  }
  const cookieOf = ({ headers }: Answer) => ({ cookie: headers.getSetCookie()[0]?.split(";")[0] ?? "" });

  test("leaves one entry of who comes, of their session, and one of each who fails to come", async () => {
    const email = `${randomUUID()}@example.test`;
    const up = await door("/sign-up/email", { email, password: PASSWORD, name: "New" });
    const { user } = up.body as { user: { id: string } };
    const session = await sessionOf({ userId: user.id });
    expect(await entriesOf(user.id)).toMatchObject([
      { action: "auth.signUp", outcome: "done", actor: "session", actorId: session },
    ]);
    const again = await left(user.id, () => door("/sign-in/email", { email, password: PASSWORD }));
    expect(again.entries).toMatchObject([{ action: "auth.signIn", outcome: "done", actor: "session" }]);
    // Whoever is signed in as somebody else.
    const bob = await http.person();
    const known = await entriesOf(user.id);
    expect(
      (await door("/sign-in/email", { email: email.toUpperCase(), password: "a wrong password" }, bob.headers)).status,
    ).toBe(401);
    await expect.poll(async () => (await entriesOf(user.id)).length).toBe(known.length + 1);
    const failed = (await entriesOf(user.id)).filter(({ outcome }) => outcome === "refused");
    expect(failed).toMatchObject([{ action: "auth.signIn", code: "UNAUTHENTICATED", actor: "nobody", actorId: null }]);
    expect(await entriesOf(bob.userId)).toEqual([]);
  });

  test.each([
    ["/sign-out", {}, undefined],
    ["/revoke-sessions", {}, undefined],
    ["/revoke-other-sessions", {}, undefined],
    [
      "/change-password",
      { currentPassword: PASSWORD, newPassword: "another password" },
      { currentPassword: "wrong password", newPassword: "another password" },
    ],
    ["/delete-user", { password: PASSWORD }, { password: "wrong password" }],
  ])("%s leaves one entry, also when it is refused", async (path, input, wrong) => {
    const { userId, headers } = await account();
    const session = await sessionOf({ userId });
    const route = AUTH_ROUTES[path];
    const action = route?.method === "POST" ? route.audit : "";
    const refused = await left(userId, () => door(path, wrong ?? { color: "red" }, headers));
    expect(refused.answer.status).toBe(400);
    expect(refused.entries).toMatchObject([{ action, outcome: "refused", code: "BAD_INPUT", actorId: session }]);
    const done = await left(userId, () => door(path, input, headers));
    expect(done.answer.status).toBe(200);
    expect(done.entries).toMatchObject([{ action, outcome: "done", actor: "session", actorId: session }]);
    // What a stranger asks for is nobody's entry.
    expect((await left(userId, () => door(path, input))).entries).toEqual([]);
  });

  test("names the session that was ended by its id, and no token anywhere", async () => {
    const { email, userId, headers } = await account();
    const here = await sessionOf({ userId });
    const other = await door("/sign-in/email", { email, password: PASSWORD });
    const { token } = other.body as { token: string };
    const ended = await left(userId, () => door("/revoke-session", { token }, headers));
    expect(ended.entries).toMatchObject([{ action: "auth.revokeSession", outcome: "done", actorId: here }]);
    expect(ended.entries[0]?.subject).toMatch(/^[0-9a-f-]{36}$/);
    const made = dataOf(await mutate("apiKeys.create", headers, { name: "k", scopes: ["jobs:read"] })) as {
      id: string;
      key?: string;
    };
    const log = JSON.stringify(await entriesOf(userId));
    for (const secret of [token, made.key ?? "missing", headers.cookie.split("=")[1] ?? "missing", PASSWORD]) {
      expect(log).not.toContain(secret);
    }
  });

  test("answers nobody whose coming it could not write down", async () => {
    const { email } = await account();
    await http.admin.db.execute(sql`revoke insert on audit_entries from pipeline_auth`);
    try {
      const answer = await door("/sign-in/email", { email, password: PASSWORD });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([500, []]);
    } finally {
      await http.admin.db.execute(sql`grant insert on audit_entries to pipeline_auth`);
    }
  });
});

describe("the log", () => {
  test("and the ledger can be added to and read, and neither changed nor emptied, by those who write them", async () => {
    for (const [table, roles] of [
      ["audit_entries", [http.app, http.auth]],
      ["lora_cost_records", [http.app]],
      ["lora_job_events", [http.app]],
    ] as const) {
      for (const { sql: as } of roles) {
        for (const statement of [
          `update ${table} set user_id = user_id`,
          `delete from ${table}`,
          `truncate ${table}`,
        ]) {
          await expect(as.unsafe(statement).catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
        }
      }
    }
    await expect(http.auth.sql`select 1 from audit_entries`.catch((error: unknown) => errorCode(error))).resolves.toBe(
      "42501",
    );
  });

  test("is read page by page, latest first, by its owner's session alone", async () => {
    const [ann, bob] = [await http.person(), await http.person()];
    for (let i = 0; i < 5; i += 1) {
      if (i !== 2) http.clock.advance(1);
      await mutate("jobs.create", ann.headers, {});
    }
    await mutate("jobs.create", bob.headers, {});
    const page = async (input: object, headers: Record<string, string> = ann.headers) =>
      (await http.send("GET", `/api/trpc/audit.list?input=${encodeURIComponent(JSON.stringify(input))}`, { headers }))
        .body;
    const all: Entry[] = [];
    let cursor: string | null | undefined;
    do {
      const { result } = (await page({ limit: 2, ...(cursor && { cursor }) })) as {
        result: { data: { items: Entry[]; nextCursor: string | null } };
      };
      all.push(...result.data.items);
      cursor = result.data.nextCursor;
    } while (cursor);
    const stored = (await entriesOf(ann.userId)).map(({ id }) => id);
    expect(all.map(({ id }) => id).toSorted()).toEqual(stored.toSorted());
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(all[0]).not.toHaveProperty("userId");
    const key = await http.key(ann.userId, [...SCOPES]);
    expect(await page({}, key)).toMatchObject({ error: { data: { code: "FORBIDDEN" } } });
  });

  test("keeps an entry for 400 days, and is kept when its account goes", async () => {
    const ann = await http.person();
    await mutate("jobs.create", ann.headers, {});
    const aged = (ms: number) =>
      http.admin.db
        .update(auditEntries)
        .set({ at: new Date(http.clock.now - ms).toISOString() })
        .where(eq(auditEntries.userId, ann.userId));
    await http.admin.db.execute(sql`delete from users where id = ${ann.userId}`);
    await aged(400 * 86_400_000);
    await http.due();
    expect(await entriesOf(ann.userId)).toHaveLength(1);
    await aged(400 * 86_400_000 + 1);
    await http.due();
    expect(await entriesOf(ann.userId)).toEqual([]);
  });
});

test("the ledger and the events of jobs say who wrote them", async () => {
  const ann = await http.person();
  const made = await http.pipeline.door.createKey(ann.userId, {
    name: "worker",
    scopes: ["costs:write", "jobs:report"],
  });
  const { job } = await withData(ann);
  const key = { "x-api-key": made.key };
  await mutate("costs.record", key, { costType: "by_key", amount: "1", idempotencyKey: "1" });
  await mutate("jobs.report", key, { jobId: job, eventId: "1", type: "started" });
  const system = http.as({ kind: "system", userId: ann.userId });
  const charge = { key: "c", line: 1, recordId: null, costType: "by_system", amount: "1", recordedAt: http.clock.now };
  await importFocus(system, [{ ...charge, project: null, gpuType: null, details: {} }]);
  await importJobs(system, []);
  const written = await http.admin.db
    .select({ type: costRecords.costType, by: costRecords.recordedBy })
    .from(costRecords)
    .where(eq(costRecords.userId, ann.userId));
  expect(Object.fromEntries(written.map(({ type, by }) => [type, by]))).toEqual({
    x: `session:${await sessionOf(ann)}`,
    by_key: `key:${made.id}`,
    by_system: "system",
  });
  const told = await http.admin.db.select().from(jobEvents).where(eq(jobEvents.userId, ann.userId));
  expect(told.map(({ recordedBy }) => recordedBy)).toEqual([`key:${made.id}`]);
  const imports = (await entriesOf(ann.userId)).filter(({ action }) => action.endsWith(".import"));
  expect(imports).toMatchObject([{ action: "costs.import", actor: "system", actorId: null }]);
});
