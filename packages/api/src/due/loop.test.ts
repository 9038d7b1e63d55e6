import { toMs } from "@pipeline/core/instant";
import { beforeAll, expect, test, vi } from "vitest";
import { budgetOf, job, tell, toldOf } from "../budgets/testing";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { sql } from "drizzle-orm";
import { runDue, startDueWork } from "./loop";

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
