import { randomUUID } from "node:crypto";
import { SCOPES } from "@pipeline/core/actor";
import { AUDIT_ACTIONS, type AuditAction } from "@pipeline/core/audit";
import { errorCode } from "@pipeline/db";
import { auditEntries, costRecords, jobEvents } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { AUTH_ROUTES } from "../auth/input";
import { importFocus } from "../costs/import-focus";
import { createTestHttp, type TestHttp } from "../http/testing";
import { restRoutes } from "../http/rest/index";
import { importJobs } from "../jobs/import";
import { createLook, NOBODY, NOT_AUDITED, TRIED, type Entry } from "./testing";

let http: TestHttp;
let look: ReturnType<typeof createLook>;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
  look = createLook(http);
});

describe("every mutation", () => {
  test("leaves an entry of its name, or is on the list of those that do not, with a reason", () => {
    const audited = look.mutations.flatMap(({ path, audit }) => (audit === undefined ? [] : [[path, audit]]));
    expect(audited).toEqual(audited.map(([path]) => [path, path]));
    expect(audited.map(([path]) => `${path}`).toSorted()).toEqual(Object.keys(TRIED).toSorted());
    const others = look.mutations.filter(({ audit }) => audit === undefined).map(({ path }) => path);
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
      const ids = await look.withData(ann.headers);
      const by = { action: path, actor: "session", actorId: await look.sessionOf(ann) };
      const input = tried.done(ids);
      const done = await look.left(ann.userId, () => look.mutate(path, ann.headers, input));
      expect(done.answer.status).toBe(200);
      expect(done.entries).toMatchObject([{ ...by, outcome: "done", code: null }]);
      expect(done.entries[0]?.requestId).toBe(done.answer.headers.get("x-request-id"));
      const about = Object.values(ids).find((id) => Object.values(input).includes(id));
      if (about) expect(done.entries[0]?.subject).toBe(about);
      const refused = await look.left(ann.userId, () => look.mutate(path, ann.headers, tried.refused));
      expect(refused.answer.status).toBeGreaterThanOrEqual(400);
      expect(refused.entries).toMatchObject([{ ...by, outcome: "refused", code: tried.code }]);
      expect(refused.entries[0]?.requestId).toBe(refused.answer.headers.get("x-request-id"));
      const made = await http.pipeline.door.createKey(ann.userId, { name: "none", scopes: ["jobs:read"] });
      const forbidden = await look.left(ann.userId, () =>
        look.mutate(path, { "x-api-key": made.key }, tried.done(ids)),
      );
      expect(forbidden.entries).toMatchObject([{ action: path, actor: "key", actorId: made.id, code: "FORBIDDEN" }]);
    },
  );

  test("of REST leaves the same, by a session or a key", async () => {
    const ann = await http.person();
    const key = await http.key(ann.userId, [...SCOPES]);
    for (const headers of [ann.headers, key]) {
      const made = await look.left(ann.userId, () => http.send("POST", "/api/jobs", { headers, body: {} }));
      expect(made.entries).toMatchObject([{ action: "jobs.create", outcome: "done" }]);
      const wrong = await look.left(ann.userId, () =>
        http.send("POST", "/api/jobs", { headers, body: { color: "red" } }),
      );
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
      await look.mutate(path, ann.headers, body);
      expect((await look.left(ann.userId, () => look.mutate(path, ann.headers, body))).entries).toEqual([]);
    }
  });

  test("that is not audited leaves none", async () => {
    const ann = await http.person();
    const { job } = await look.withData(ann.headers);
    const calls: Record<string, object> = {
      "costs.record": { costType: "x", amount: "1", idempotencyKey: "1" },
      "costs.recordBatch": { items: [{ costType: "x", amount: "1", idempotencyKey: "2" }] },
      "jobs.report": { jobId: job, eventId: "1", type: "started" },
      "notifications.markAllRead": { upTo: 1000 },
    };
    for (const [path, body] of Object.entries(calls)) {
      const { answer, entries } = await look.left(ann.userId, () => look.mutate(path, ann.headers, body));
      expect([path, answer.status, entries]).toEqual([path, 200, []]);
    }
  });

  test("is kept together with its entry or not at all", async () => {
    const ann = await http.person();
    const ids = await look.withData(ann.headers);
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
        ["apiKeys.create", { name: "k", scopes: ["jobs:read"] }],
        ["apiKeys.revoke", { id: ids.key }],
      ] as const) {
        expect((await look.mutate(path, ann.headers, body)).status).toBe(500);
      }
      expect(await kept()).toEqual(before);
      // The answer to what is refused stays what it is.
      expect((await look.mutate("jobs.cancel", ann.headers, { id: NOBODY })).status).toBe(404);
    } finally {
      await http.admin.db.execute(sql`alter table audit_entries drop constraint none`);
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
      await look.mutate("jobs.create", ann.headers, {});
    }
    await look.mutate("jobs.create", bob.headers, {});
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
    const stored = (await look.entriesOf(ann.userId)).map(({ id }) => id);
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
    await look.mutate("jobs.create", ann.headers, {});
    const aged = (ms: number) =>
      http.admin.db
        .update(auditEntries)
        .set({ at: new Date(http.clock.now - ms).toISOString() })
        .where(eq(auditEntries.userId, ann.userId));
    await http.admin.db.execute(sql`delete from users where id = ${ann.userId}`);
    await aged(400 * 86_400_000);
    await http.due();
    expect(await look.entriesOf(ann.userId)).toHaveLength(1);
    await aged(400 * 86_400_000 + 1);
    await http.due();
    expect(await look.entriesOf(ann.userId)).toEqual([]);
  });
});

test("the ledger and the events of jobs say who wrote them", async () => {
  const ann = await http.person();
  const made = await http.pipeline.door.createKey(ann.userId, {
    name: "worker",
    scopes: ["costs:write", "jobs:report"],
  });
  const { job } = await look.withData(ann.headers);
  const key = { "x-api-key": made.key };
  await look.mutate("costs.record", key, { costType: "by_key", amount: "1", idempotencyKey: "1" });
  await look.mutate("jobs.report", key, { jobId: job, eventId: "1", type: "started" });
  const system = http.as({ kind: "system", userId: ann.userId });
  const charge = { key: "c", line: 1, recordId: null, costType: "by_system", amount: "1", recordedAt: http.clock.now };
  await importFocus(system, [{ ...charge, project: null, gpuType: null, details: {} }]);
  await importJobs(system, []);
  const written = await http.admin.db
    .select({ type: costRecords.costType, by: costRecords.recordedBy })
    .from(costRecords)
    .where(eq(costRecords.userId, ann.userId));
  expect(Object.fromEntries(written.map(({ type, by }) => [type, by]))).toEqual({
    x: `session:${await look.sessionOf(ann)}`,
    by_key: `key:${made.id}`,
    by_system: "system",
  });
  const told = await http.admin.db.select().from(jobEvents).where(eq(jobEvents.userId, ann.userId));
  expect(told.map(({ recordedBy }) => recordedBy)).toEqual([`key:${made.id}`]);
  const imports = (await look.entriesOf(ann.userId)).filter(({ action }) => action.endsWith(".import"));
  expect(imports).toMatchObject([{ action: "costs.import", actor: "system", actorId: null }]);
});
