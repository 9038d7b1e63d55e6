import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { writing, type Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { askedBy, plansOf as plansFor, type Plans } from "../testing-plans";
import { applyDue } from "./apply-due";
import { holdState } from "./inbox";
import { listNotifications } from "./list";
import { markAllRead } from "./mark-all-read";
import { pollInbox } from "./poll";
import { sweepInbox } from "./sweep";
import { arrange, list, send, versionOf } from "./testing";
import { undoChange } from "./undo";

let api: TestApi;
let ctx: Ctx;

const JOB = "6f1c2a4e-8d0b-4c57-9a3e-5b7d1f20c9aa";
const HOUR = 3_600_000;
const page = { filter: "all", limit: 20 } as const;
const EACH = 500;
const USERS = 40;

// Forty users with five hundred each: half is unread, some are archived, snoozed, removed, about to expire, or in bursts.
beforeAll(async () => {
  api = await createTestApi();
  for (let user = 0; user < USERS; user += 1) {
    ctx = await api.user();
    const { id } = await send(ctx);
    await fill(ctx.actor.userId, id);
    await api.admin.db.execute(sql`update inbox_state set version = ${EACH + 1} where user_id = ${ctx.actor.userId}`);
  }
  await api.admin.db.execute(sql`analyze`);
});

async function fill(userId: string, like: string): Promise<void> {
  const at = sql`created_at - i * interval '1 minute'`;
  await api.admin.db.execute(sql`insert into lora_notifications (user_id, id, type, title, message, priority, read,
      metadata, created_at, read_at, archived_at, snoozed_until, expires_at, removed_at, group_key, sort_at, dedupe_key, version)
    select user_id, gen_random_uuid(), type, title, message, priority, i % 2 = 0,
      metadata, ${at}, case when i % 2 = 0 then created_at end, case when i % 4 = 1 then created_at end,
      case when i % 20 = 2 then created_at + i * interval '1 day' end, case when i % 20 = 3 then created_at + i * interval '1 day' end,
      case when i % 20 = 4 then created_at end, case when i % 50 = 0 then 'burst' end, ${at}, 'key ' || i, i + 1
    from lora_notifications, generate_series(1, ${EACH}) as i where user_id = ${userId} and id = ${like}`);
}

const TABLE = "lora_notifications";

/** How the database finds what a call asks of notifications, as requests do unless told otherwise. */
async function plansOf(deed: () => Promise<unknown>, as = api.app): Promise<Plans> {
  const { indexes, slow } = await plansFor(as, await askedBy(as, deed, TABLE), ctx.actor.userId);
  return { indexes: indexes.map((name) => name.replace(`${TABLE}_`, "")), slow };
}

/** Only these indexes, in their order, and nothing is read through or sorted. */
async function expectIndexes(deed: () => Promise<unknown>, ...indexes: string[]): Promise<void> {
  const plans = await plansOf(deed);
  expect(plans.indexes).toEqual(indexes.toSorted());
  expect(plans.slow).toEqual([]);
}

describe("with 20,000 rows, the partial index of what is asked for answers", () => {
  test("the inbox and its badge", () => expectIndexes(() => listNotifications(ctx, page), "feed_idx", "unread_idx"));

  test("the unread list and its badge: one and the same index", () =>
    expectIndexes(() => listNotifications(ctx, { ...page, filter: "unread" }), "unread_idx"));

  test("the archive", () =>
    expectIndexes(() => listNotifications(ctx, { ...page, filter: "archived" }), "archive_idx", "unread_idx"));

  test("what is of some types or priorities, or of both", () =>
    expectIndexes(
      () =>
        listNotifications(ctx, {
          ...page,
          types: ["cost_anomaly", "job_failed"],
          priorities: ["high", "medium", "low"],
        }),
      "feed_idx",
      "unread_idx",
    ));

  test("what is told of one job, in the inbox and out of it", async () => {
    for (const filter of ["all", "unread", "archived"] as const) {
      await expectIndexes(() => listNotifications(ctx, { ...page, filter, jobId: JOB }), "job_id_idx", "unread_idx");
    }
  });

  test("a page further back", async () => {
    const { nextCursor } = await listNotifications(ctx, page);
    const next = { ...page, cursor: nextCursor ?? "" };
    await expectIndexes(() => listNotifications(ctx, next), "feed_idx", "unread_idx");
  });

  test("a delta", async () => {
    const since = (await versionOf(ctx)) - 50;
    await expectIndexes(() => pollInbox(ctx, { since }), "unread_idx", "version_idx");
  });
});

test("what is snoozed is found by its index; there is no order by place in it, and few rows to sort", async () => {
  const { indexes, slow } = await plansOf(() => list(ctx, "snoozed"));
  expect(indexes).toEqual(["snoozed_idx", "unread_idx"]);
  expect(slow).not.toContain(`Seq Scan on ${TABLE}`);
});

test("what is due is found by the indexes of what waits", async () => {
  const { id } = await send(ctx);
  await arrange(ctx, id, { expiresAt: new Date(api.clock.now + HOUR).toISOString() });
  api.clock.advance(HOUR);
  const { indexes, slow } = await plansOf(() => applyDue(ctx));
  expect(indexes).toEqual(["expiry_idx", "snoozed_idx"]);
  expect(slow).not.toContain(`Seq Scan on ${TABLE}`);
});

test("marking all as read finds what is unread by its index", async () => {
  const { indexes, slow } = await plansOf(() => markAllRead(ctx, { upTo: EACH }));
  expect(indexes).toContain("unread_idx");
  expect(slow).not.toContain(`Seq Scan on ${TABLE}`);
});

test("what is old, and what may be forgotten, is found by place and by removal", async () => {
  api.clock.advance(500 * 24 * HOUR);
  const asOwner = { ...ctx, db: api.owner.db };
  const sweep = () => writing(asOwner, async (scope) => sweepInbox(scope, await holdState(scope)));
  const { indexes, slow } = await plansOf(sweep, api.owner);
  for (const index of ["archive_idx", "feed_idx", "removed_idx"]) expect(indexes).toContain(index);
  expect(slow).not.toContain(`Seq Scan on ${TABLE}`);
});

test("marking all as read, and taking it back, sends no rows to and fro: an inbox may hold any number", async () => {
  ctx = await api.user();
  const { id } = await send(ctx);
  await fill(ctx.actor.userId, id);
  let version = 0;
  const asked = await askedBy(
    api.app,
    async () => {
      const marked = await markAllRead(ctx, { upTo: EACH + 1 });
      expect(marked.count).toBeGreaterThan(100);
      expect(await undoChange(ctx, { version: marked.version })).toMatchObject({ count: marked.count });
      ({ version } = marked);
    },
    TABLE,
  );
  expect(version).toBeGreaterThan(0);
  expect(JSON.stringify(asked.map(({ parameters }) => parameters)).length).toBeLessThan(1_000);
});
