import { toMs } from "@pipeline/core/instant";
import { beforeAll, expect, test, vi } from "vitest";
import { budgetOf, job, tell, toldOf } from "../budgets/testing";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { sql } from "drizzle-orm";
import { runCrossings, runDue, startDueWork } from "./loop";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const unexpected = (work: string, error: unknown) => {
  throw new Error(work, { cause: error });
};

test("by the real clock, a running job's crossing is told within a second, with no event at all", async () => {
  const ctx: Ctx = { ...(await api.user()), now: Date.now };
  const loop = startDueWork({ owner: api.owner.db, now: Date.now, currency: "USD" }, unexpected);
  // $36 an hour is a cent a second: half of five cents is gone after two and a half.
  await budgetOf(ctx, { amount: "0.05", thresholds: [50] });
  const { id } = await job(ctx, "36");
  const { startedAt } = await tell(ctx, id, "started");
  const crossing = toMs(startedAt ?? "") + 2500;
  const [told] = await vi.waitUntil(
    async () => {
      const found = await toldOf(ctx, "budget_threshold");
      return found.length > 0 && found;
    },
    { timeout: 20_000, interval: 50 },
  );
  await loop.stop();
  const late = toMs(told?.createdAt ?? "") - crossing;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(1000);
});

test("what does not fit into a batch is not kept waiting for the next round", async () => {
  await api.admin.db.execute(sql`
    with made as (
      insert into users (id, name, email, email_verified, created_at, updated_at)
      select gen_random_uuid(), 'Many', n || '@many.test', true, now(), now() from generate_series(1, 205) n
      returning id
    )
    insert into inbox_state (user_id, next_due_at, swept_at)
    select id, '2026-03-10T12:00:00Z', '2026-03-10T12:00:00Z' from made`);
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  const waiting = () => api.admin.db.execute(sql`select from inbox_state where next_due_at <= '2026-03-10T12:00:00Z'`);
  expect(await runDue(due, unexpected)).toBe(true);
  expect(await waiting()).toHaveLength(5);
  expect(await runDue(due, unexpected)).toBe(false);
  expect(await waiting()).toHaveLength(0);
});

test("nor is it by somebody for whom the work fails each time", async () => {
  api.clock.set("2026-03-11T10:16:00.000Z");
  // A price that no ledger row can hold, of the one who is asked for first: nobody can register it, a mistake of ours could.
  await api.admin.db.execute(sql`
    with made as (
      insert into users (id, name, email, email_verified, created_at, updated_at)
      select gen_random_uuid(), n, n || '@failing.test', true, now(), now() from generate_series(1, 205) n
      returning id, name
    )
    insert into lora_training_jobs (user_id, id, name, gpu_type, gpu_count, unit_price, status, queued_at, started_at,
      last_event_at, last_seen_at, runs)
    select id, gen_random_uuid(), name, 'H100', 1, 1, 'running', '2026-03-11T10:00:00Z', '2026-03-11T10:00:00Z',
      '2026-03-11T10:15:30Z', '2026-03-11T10:15:00Z'::timestamptz + name::int * interval '1 ms',
      jsonb_build_array(jsonb_build_object('start', '2026-03-11T10:00:00.000Z', 'end', null, 'unitPrice', '1',
        'gpuCount', case when name = '1' then 1e21 else 1 end))
    from made`);
  const told: string[] = [];
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  const waiting = () =>
    api.admin.db.execute<{ name: string }>(sql`
      select name from lora_training_jobs where metered_until is null and status = 'running'`);
  expect(await runDue(due, (work) => told.push(work))).toBe(true);
  expect(await waiting()).toHaveLength(6);
  expect(await runDue(due, (work) => told.push(work))).toBe(false);
  expect([...(await waiting())]).toEqual([{ name: "1" }]);
  expect(told).toEqual(["meter", "meter"]);
});

test("the look for crossings has a name of its own, for its failures and for its success", async () => {
  const said: unknown[] = [];
  const look = (now: () => number) =>
    runCrossings(
      { owner: api.owner.db, now, currency: "USD" },
      (work) => said.push([work, "error"]),
      (work, _, failed) => said.push([work, failed]),
    );
  await look(() => {
    throw new Error("no time");
  });
  await look(() => api.clock.now);
  expect(said).toEqual([
    ["crossings", "error"],
    ["crossings", true],
    ["crossings", false],
  ]);
});
