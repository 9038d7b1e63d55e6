import { randomUUID } from "node:crypto";
import { errorCode, type Connection, type Db } from "@pipeline/db";
import { costRecords } from "@pipeline/db/schema";
import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { inside, writing, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { notify } from "../notifications/notify";
import { createTestApi, type TestApi } from "../testing";
import { correctCost } from "./correct";
import { append, callerKey } from "./ledger";
import { recordCost } from "./record";
import { listRecords } from "./records";
import { summarizeCosts } from "./summary";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const cost = (amount: string, over: object = {}) => ({
  costType: "storage",
  amount,
  idempotencyKey: randomUUID(),
  ...over,
});
const month = (ctx: Ctx) => summarizeCosts(ctx, { groupBy: "costType" });

describe("recording a cost", () => {
  test("gives the record, and it is in the total to the last digit", async () => {
    const ctx = await api.user();
    const record = await recordCost(ctx, cost("0.1", { project: "p", details: { note: "x" } }));
    await recordCost(ctx, cost("0.2"));
    await recordCost(ctx, cost("0.000000000001"));
    expect(record).toMatchObject({ amount: "0.1", billingPeriod: "2026-03-01", project: "p", details: { note: "x" } });
    expect(await month(ctx)).toMatchObject({ total: "0.300000000001", recordCount: 3 });
  });

  test("with the same key and body 20 times at once gives one record and 20 equal answers", async () => {
    const ctx = await api.user();
    const input = cost("1.5");
    const answers = await Promise.all(Array.from({ length: 20 }, () => recordCost(ctx, input)));
    expect(new Set(answers.map((record) => record.id)).size).toBe(1);
    expect(await month(ctx)).toMatchObject({ total: "1.5", recordCount: 1 });
  });

  test("with the same key and another body is a conflict and writes nothing", async () => {
    const ctx = await api.user();
    const input = cost("1.5");
    await recordCost(ctx, input);
    await expect(recordCost(ctx, { ...input, amount: "1.6" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await month(ctx)).total).toBe("1.5");
  });

  test("keeps keys apart by owner", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    const input = cost("2");
    const mine = await recordCost(ann, input);
    expect((await recordCost(bob, input)).id).not.toBe(mine.id);
  });

  test("by 50 writers at once loses and doubles nothing", async () => {
    const ctx = await api.user();
    await Promise.all(Array.from({ length: 50 }, (_, i) => recordCost(ctx, cost("0.01", { costType: `t${i % 3}` }))));
    const { total, recordCount, breakdown } = await month(ctx);
    expect({ total, recordCount, parts: breakdown.length }).toEqual({ total: "0.5", recordCount: 50, parts: 3 });
  });

  test("for a job of someone else is refused as if there were none", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    const job = await createJob(ann, {});
    await expect(recordCost(bob, cost("1", { jobId: job.id }))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(recordCost(bob, cost("1", { jobId: randomUUID() }))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("in the future is refused", async () => {
    const ctx = await api.user();
    const late = cost("1", { recordedAt: "2026-03-10T12:05:00.001Z" });
    await expect(recordCost(ctx, late)).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "recordedAt" }] });
  });
});

describe("correcting a cost", () => {
  test("books a signed difference at the time and with the dimensions of the original", async () => {
    const ctx = await api.user();
    const original = await recordCost(ctx, cost("10", { project: "p", recordedAt: "2026-02-20T08:00:00Z" }));
    const correction = await correctCost(ctx, {
      recordId: original.id,
      amount: "-4",
      reason: "r",
      idempotencyKey: "k",
    });
    expect(correction).toMatchObject({
      amount: "-4",
      project: "p",
      recordedAt: original.recordedAt,
      correctsId: original.id,
    });
    expect((await month(ctx)).total).toBe("6");
  });

  test("again with the same key is the same correction", async () => {
    const ctx = await api.user();
    const { id: recordId } = await recordCost(ctx, cost("10"));
    const input = { recordId, amount: "-10", reason: "r", idempotencyKey: "k" };
    const first = await correctCost(ctx, input);
    expect((await correctCost(ctx, input)).id).toBe(first.id);
    await expect(correctCost(ctx, { ...input, amount: "-9" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("below zero is refused, also by two at once", async () => {
    const ctx = await api.user();
    const { id: recordId } = await recordCost(ctx, cost("10"));
    const correct = (key: string) => correctCost(ctx, { recordId, amount: "-6", reason: "r", idempotencyKey: key });
    const results = await Promise.allSettled([correct("a"), correct("b")]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await month(ctx)).total).toBe("4");
  });

  test("of a correction is refused", async () => {
    const ctx = await api.user();
    const { id: recordId } = await recordCost(ctx, cost("10"));
    const { id } = await correctCost(ctx, { recordId, amount: "1", reason: "r", idempotencyKey: "a" });
    const again = correctCost(ctx, { recordId: id, amount: "1", reason: "r", idempotencyKey: "b" });
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("a host's transaction", () => {
  test("takes a cost and a notification with it, or neither", async () => {
    const ctx = await api.user();
    const both = (fail: boolean) =>
      ctx.db.transaction(async (tx) => {
        const joined = inside(ctx, tx);
        await recordCost(joined, cost("3"));
        await notify(joined, {
          type: "cost_anomaly",
          payload: { date: "2026-03-10", amount: "3", usual: "1" },
          dedupeKey: "a",
        });
        if (fail) throw new Error("the host changed its mind");
      });
    await expect(both(true)).rejects.toThrow("changed its mind");
    expect((await month(ctx)).total).toBe("0");
    await both(false);
    expect((await month(ctx)).total).toBe("3");
  });
});

describe("the ledger", () => {
  test.each(["update lora_cost_records set amount = 0", "delete from lora_cost_records", "truncate lora_cost_records"])(
    "cannot be changed by the application: %s",
    async (statement) => {
      const ctx = await api.user();
      await recordCost(ctx, cost("1"));
      const attempt = writing(ctx, ({ tx }) => tx.execute(sql.raw(statement)));
      await expect(attempt.catch((error: unknown) => errorCode(error))).resolves.toBe("42501");
    },
  );

  test.each(["NaN", "-1"])("holds no %s, whatever the code does", async (amount) => {
    const ctx = await api.user();
    const { id } = await recordCost(ctx, cost("1"));
    const forged = api.admin.db.update(costRecords).set({ amount }).where(eq(costRecords.id, id));
    await expect(forged.catch((error: unknown) => errorCode(error))).resolves.toBe("23514");
  });

  test("is paged without loss or repeat while new records arrive", async () => {
    const ctx = await api.user();
    for (let i = 0; i < 12; i += 1) await recordCost(ctx, cost("1", { recordedAt: "2026-03-09T10:00:00Z" }));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRecords(ctx, { limit: 5, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.items.map((record) => record.id));
      cursor = page.nextCursor ?? undefined;
      await recordCost(ctx, cost("1", { recordedAt: "2026-03-10T11:00:00Z" }));
    } while (cursor !== undefined);
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
  });

  test("refuses a cursor of another list", async () => {
    const ctx = await api.user();
    for (let i = 0; i < 3; i += 1) await recordCost(ctx, cost("1"));
    const { nextCursor } = await listRecords(ctx, { limit: 1 });
    const other = listRecords(ctx, { limit: 1, period: "year", cursor: nextCursor ?? "" });
    await expect(other).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "cursor" }] });
  });
});

test("settings that somebody makes while a cost is written undo it: its day would be cut in a zone nobody holds", async () => {
  const ctx = await api.user();
  const entry = { key: callerKey("first"), costType: "storage", amount: "1", recordedAt: api.clock.now };
  // An attempt that came to nothing, from which the zone is known here.
  const undone = writing(ctx, async (scope) => {
    await append(scope, [entry]);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  const made = () =>
    api.admin.sql`insert into account_settings (user_id) values (${ctx.actor.userId}) on conflict do nothing`;
  let attempts = 0;
  const written = await writing(ctx, (scope) =>
    append({ ...scope, tx: attempts++ === 0 ? interrupted(scope.tx, made) : scope.tx }, [entry]),
  );
  expect({ attempts, written: written.size }).toEqual({ attempts: 2, written: 1 });
  expect(await month(ctx)).toMatchObject({ total: "1", recordCount: 1 });
});

/** The same transaction, in which something happens after each statement but the last. */
function interrupted(tx: Db, happens: () => PromiseLike<unknown>): Db {
  const session: object = Reflect.get(tx, "session");
  const client: Connection["sql"] = Reflect.get(session, "client");
  let last: Promise<unknown> | undefined;
  const unsafe = (...said: Parameters<typeof client.unsafe>) => ({
    values() {
      const turn = last === undefined ? Promise.resolve() : last.then(happens);
      const answer = turn.then(() => client.unsafe(...said).values());
      last = answer;
      return answer;
    },
  });
  return Object.create(tx, { session: { value: Object.create(session, { client: { value: { unsafe } } }) } });
}
