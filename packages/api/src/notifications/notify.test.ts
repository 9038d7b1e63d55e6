import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import { accountSettings, inboxState, notifications } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { inside, writing, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { inboxVersion } from "./inbox";
import { listNotifications } from "./list";
import { markUnread } from "./change";
import { notify } from "./notify";
import { setPreferences } from "./preferences/set";

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = "2026-03-10T12:00:00.000Z";

let api: TestApi;
let ctx: Ctx;
beforeEach(async () => {
  api ??= await createTestApi(NOW);
  api.clock.set(NOW);
  ctx = await api.user();
});

const job = { job_name: "j" };
/** The same person so many ms later. */
const later = (ms: number): Ctx => ({ ...ctx, now: () => api.clock.now + ms });
const inDays = (days: number) => api.clock.now + days * DAY;
const rowsOf = (type: "job_queued" | "job_started" | "job_milestone" | "job_completed") =>
  api.owner.db
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, ctx.actor.userId), eq(notifications.type, type)))
    .orderBy(notifications.createdAt);
/** How many are in each group, in the order the groups began. */
async function sizes(type: Parameters<typeof rowsOf>[0]): Promise<number[]> {
  const counts = new Map<string | null, number>();
  for (const { groupKey } of await rowsOf(type)) counts.set(groupKey, (counts.get(groupKey) ?? 0) + 1);
  return [...counts.values()];
}
const list = (filter: "all" | "unread" | "archived") => listNotifications(ctx, { filter, limit: 100 });
async function state() {
  const [row] = await api.owner.db.select().from(inboxState).where(eq(inboxState.userId, ctx.actor.userId));
  return row;
}
/** Without a job: its id is not looked up. */
const unusual = (more: { at?: number; expiresAt?: number; dedupeKey?: string } = {}) =>
  notify(ctx, {
    type: "cost_anomaly",
    payload: { date: "2026-03-10", amount: "30", usual: "1" },
    dedupeKey: randomUUID(),
    ...more,
  });
async function started(at?: number): Promise<void> {
  const { id } = await createJob(ctx, {});
  await notify(ctx, {
    type: "job_started",
    payload: { ...job, job_id: id, gpu_type: "H100", gpu_count: 1, per_hour: "1" },
    dedupeKey: id,
    ...(at !== undefined && { at }),
  });
}

describe("a burst", () => {
  test("is one of 30 jobs that are queued and start at once", async () => {
    // A millisecond apart, so that each would begin a burst of its own if it saw no other.
    const jobs = await Promise.all(Array.from({ length: 30 }, (_, i) => createJob(later(i), {})));
    await Promise.all(
      jobs.map(({ id }, i) => reportEvent(later(40 + i), { jobId: id, eventId: "s", type: "started" })),
    );
    expect(await sizes("job_queued")).toEqual([30]);
    expect(await sizes("job_started")).toEqual([30]);
    const keys = new Set(
      [...(await rowsOf("job_queued")), ...(await rowsOf("job_started"))].map((row) => row.groupKey),
    );
    expect(keys.size).toBe(2);
  });

  test("takes in what comes within ten minutes of its newest, and then another begins", async () => {
    for (const wait of [0, 9, 9, 10, 1]) {
      api.clock.advance(wait * MINUTE);
      await started();
    }
    expect(await sizes("job_started")).toEqual([3, 2]);
  });

  test("is over after an hour: what goes on all day is none", async () => {
    for (let i = 0; i < 14; i++) {
      await started();
      api.clock.advance(6 * MINUTE);
    }
    expect(await sizes("job_started")).toEqual([11, 3]);
  });

  test("of the past is decided by when things happened", async () => {
    const before = api.clock.now - DAY;
    for (const minutes of [0, 1, 700, 2, 701]) await started(before + minutes * MINUTE);
    expect(await sizes("job_started")).toEqual([3, 2]);
  });

  test("is each person's own, and of one type", async () => {
    await started();
    const ann = ctx;
    ctx = await api.user();
    await started();
    const [own] = await rowsOf("job_started");
    const [queued] = await rowsOf("job_queued");
    expect(own?.groupKey).not.toBe(queued?.groupKey);
    ctx = ann;
    expect(await sizes("job_started")).toEqual([1]);
  });

  test("that was removed takes nothing in", async () => {
    await started();
    await api.owner.db.update(notifications).set({ removedAt: NOW }).where(eq(notifications.userId, ctx.actor.userId));
    api.clock.advance(MINUTE);
    await started();
    expect(await sizes("job_started")).toEqual([1, 1]);
  });

  test("has the milestones of a job for its life, and only its own", async () => {
    const jobs = [await createJob(ctx, {}), await createJob(ctx, {})];
    for (const { id } of jobs) await reportEvent(ctx, { jobId: id, eventId: "s", type: "started" });
    for (const step of [25, 50, 75]) {
      api.clock.advance(DAY);
      for (const { id } of jobs) {
        await reportEvent(ctx, { jobId: id, eventId: `${step}`, type: "progress", step, totalSteps: 100 });
      }
    }
    expect(await sizes("job_milestone")).toEqual([3, 3]);
    const [first] = await rowsOf("job_milestone");
    expect(jobs.map(({ id }) => `job:${id}:milestones`)).toContain(first?.groupKey);
  });

  test("is nothing for what stands on its own", async () => {
    expect((await unusual()).groupKey).toBeNull();
  });
});

describe("expiry", () => {
  test("counts from when it is sent, in the days of its type", async () => {
    await createJob(ctx, {});
    const [queued] = await rowsOf("job_queued");
    expect(queued?.expiresAt).toBe(toInstant(inDays(7)));
    expect((await state())?.nextDueAt).toBe(queued?.expiresAt);
  });

  test("of something long past is counted from now, too", async () => {
    await notify(ctx, {
      type: "job_queued",
      payload: { ...job, job_id: (await createJob(ctx, {})).id, estimated_total_cost: null },
      dedupeKey: "past",
      at: api.clock.now - 90 * DAY,
    });
    const [past] = await rowsOf("job_queued");
    expect(past).toMatchObject({
      createdAt: "2025-12-10T12:00:00.000Z",
      expiresAt: toInstant(inDays(7)),
    });
  });

  test("is none where its type lasts", async () => {
    expect((await unusual()).expiresAt).toBeNull();
    expect((await state())?.nextDueAt).toBeNull();
  });

  test("may be the caller's, and brings the next look at the inbox forward, never back", async () => {
    expect((await unusual({ expiresAt: inDays(3) })).expiresAt).toBe(toInstant(inDays(3)));
    expect((await state())?.nextDueAt).toBe(toInstant(inDays(3)));
    await createJob(ctx, {});
    expect((await state())?.nextDueAt).toBe(toInstant(inDays(3)));
    await unusual({ expiresAt: inDays(1) });
    expect((await state())?.nextDueAt).toBe(toInstant(inDays(1)));
  });

  test("of a key that was sent before is the first one's", async () => {
    await unusual({ dedupeKey: "k", expiresAt: inDays(3) });
    const again = await unusual({ dedupeKey: "k", expiresAt: inDays(1) });
    expect(again.expiresAt).toBe(toInstant(inDays(3)));
    expect((await state())?.nextDueAt).toBe(again.expiresAt);
  });
});

describe("a type that is switched off", () => {
  test("goes to the archive as read, keeps its key for ever, and rings no bell", async () => {
    await setPreferences(ctx, { types: { cost_anomaly: { inApp: false } } });
    const sent = await unusual({ dedupeKey: "k" });
    expect(sent).toMatchObject({ read: true, readAt: NOW, archivedAt: NOW });
    expect(await list("all")).toMatchObject({ items: [], unreadCount: 0 });
    expect((await list("archived")).items.map(({ id }) => id)).toEqual([sent.id]);
    await setPreferences(ctx, { types: { cost_anomaly: { inApp: true } } });
    expect(await unusual({ dedupeKey: "k" })).toEqual(sent);
    expect((await list("all")).items).toEqual([]);
    await unusual();
    expect((await list("all")).unreadCount).toBe(1);
  });

  test("leaves the others as they are, and what is there already", async () => {
    const { id } = await unusual();
    await setPreferences(ctx, { types: { cost_anomaly: { inApp: false } } });
    await createJob(later(1), {});
    expect((await list("unread")).items.map(({ type }) => type)).toEqual(["job_queued", "cost_anomaly"]);
    expect((await markUnread(ctx, { id })).unreadCount).toBe(2);
  });

  test("and became mandatory later is told", async () => {
    const preferences = { notifications: { types: { job_failed: { inApp: false } } } };
    await api.owner.db.insert(accountSettings).values({ userId: ctx.actor.userId, preferences });
    const { id } = await createJob(ctx, {});
    await reportEvent(ctx, { jobId: id, eventId: "f", type: "failed" });
    expect((await list("unread")).items.map(({ type }) => type)).toContain("job_failed");
  });

  test("on the desktop alone is in the inbox", async () => {
    await setPreferences(ctx, { types: { cost_anomaly: { desktop: false } } });
    expect(await unusual()).toMatchObject({ read: false, archivedAt: null });
  });
});

test("is undone with the caller's transaction: no row, no version, no look", async () => {
  await unusual();
  const before = await state();
  await ctx.db
    .transaction(async (tx) => {
      const within = inside(ctx, tx);
      await notify(within, {
        type: "cost_anomaly",
        payload: { date: "2026-03-10", amount: "30", usual: "1" },
        dedupeKey: "gone",
        expiresAt: inDays(1),
      });
      expect(await writing(within, inboxVersion)).toBe((before?.version ?? 0) + 1);
      throw new Error("gone");
    })
    .catch(() => {});
  expect(await state()).toEqual(before);
  expect((await list("all")).items).toHaveLength(1);
});

test("asks the database seven things at most, whatever it groups and however long it lasts", async () => {
  const { id } = await createJob(ctx, {});
  const { options } = api.app.sql;
  const asked: string[] = [];
  Object.assign(options, { debug: (_connection: number, text: string) => asked.push(text) });
  await notify(ctx, {
    type: "job_started",
    payload: { ...job, job_id: id, gpu_type: "H100", gpu_count: 1, per_hour: "1" },
    dedupeKey: id,
    expiresAt: inDays(1),
  });
  Object.assign(options, { debug: false });
  const own = asked.filter((text) => !/^(begin|commit|select set_app_user)/i.test(text));
  // Its lock, its key, the choices, its burst, its version, the word to all, and the row.
  expect(own.length).toBe(7);
});
