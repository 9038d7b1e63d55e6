import { beforeAll, describe, expect, test } from "vitest";
import { budgetOf, job, spend, tell } from "../budgets/testing";
import { deleteBudget } from "../budgets/delete";
import type { Ctx } from "../ctx";
import { createTestHttp, type TestHttp } from "../http/testing";
import { archive, markRead, markUnread, unarchive } from "../notifications/change";
import { markAllRead } from "../notifications/mark-all-read";
import { notify } from "../notifications/notify";
import { snooze } from "../notifications/snooze";
import { arrange, send, sendMany } from "../notifications/testing";
import { undoChange } from "../notifications/undo";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ahead = (ms: number) => new Date(http.clock.now + ms).toISOString();

async function someone() {
  const userId = await http.createUser();
  // A key outlives the years that pass here.
  const headers = await http.key(userId, ["notifications:read", "notifications:write"]);
  return { headers, ctx: http.as({ kind: "system", userId }) };
}

type Shown = { id: string; read: boolean; message: string; actionUrl: string | null; archivedAt: string | null };
type Answer = { items: Shown[]; unreadCount: number; version: number; upserts: Shown[]; removed: string[] };

/** Asks as a browser does. */
async function ask(headers: Record<string, string>, procedure: "list" | "poll", input: object): Promise<Answer> {
  const query = encodeURIComponent(JSON.stringify(input));
  const { body } = await http.send("GET", `/api/trpc/notifications.${procedure}?input=${query}`, { headers });
  return (body["result"] as { data: Answer }).data;
}

/** The badge, by every way to ask for it, beside the length of the unread list. */
async function badges(headers: Record<string, string>) {
  const unread = await ask(headers, "list", { filter: "unread", limit: 100 });
  const all = await ask(headers, "list", { limit: 100 });
  const rest = await http.send("GET", "/api/notifications?unread=true&limit=100", { headers });
  const { notifications, unread_count } = rest.body["data"] as { notifications: unknown[]; unread_count: number };
  return [
    unread.items.length,
    unread.unreadCount,
    all.items.filter(({ read }) => !read).length,
    all.unreadCount,
    (await ask(headers, "poll", { since: 0 })).unreadCount,
    notifications.length,
    unread_count,
  ];
}

type Deed = (ctx: Ctx, id: string) => Promise<unknown>;
const pass = (ms: number) => async () => http.clock.advance(ms);
/** Every way in which one of three comes or goes, and how many are unread then. */
const WAYS: [string, number, Deed[]][] = [
  ["is read", 2, [(ctx, id) => markRead(ctx, { id })]],
  ["is read, and not after all", 3, [(ctx, id) => markRead(ctx, { id }), (ctx, id) => markUnread(ctx, { id })]],
  ["is archived", 2, [(ctx, id) => archive(ctx, { id })]],
  ["comes out of the archive", 3, [(ctx, id) => archive(ctx, { id }), (ctx, id) => unarchive(ctx, { id })]],
  ["is snoozed", 2, [(ctx, id) => snooze(ctx, { id, until: ahead(HOUR) })]],
  [
    "wakes, though it was read",
    3,
    [(ctx, id) => markRead(ctx, { id }), (ctx, id) => snooze(ctx, { id, until: ahead(HOUR) }), pass(HOUR)],
  ],
  ["expires while nobody looks", 2, [(ctx, id) => arrange(ctx, id, { expiresAt: ahead(HOUR) }), pass(HOUR)]],
  ["is old", 2, [(ctx, id) => archive(ctx, { id }), pass(401 * DAY), () => http.due()]],
  ["is read with all others", 0, [(ctx) => markAllRead(ctx, { upTo: 3 })]],
  [
    "is archived, and that is taken back",
    3,
    [async (ctx, id) => undoChange(ctx, { version: (await archive(ctx, { id })).version })],
  ],
];

describe("discourse #36977: the badge counts what no list shows", () => {
  test.each(WAYS)("it says what the unread list holds when one %s", async (_way, count, deeds) => {
    const { ctx, headers } = await someone();
    const [, id = ""] = await sendMany(ctx, 3);
    for (const deed of deeds) await deed(ctx, id);
    const answers = await badges(headers);
    expect(answers).toEqual(answers.map(() => count));
  });
});

describe("github #1222: a dot that nobody can clear, because what it tells of is gone", () => {
  test("a budget that is deleted leaves its alert to be read, archived and taken back", async () => {
    const { ctx, headers } = await someone();
    const { id: budgetId } = await budgetOf(ctx, { name: "Team", thresholds: [50] });
    await spend(ctx, "60");
    await deleteBudget(ctx, { id: budgetId });
    const { items, unreadCount } = await ask(headers, "list", { filter: "unread" });
    expect(unreadCount).toBe(1);
    const [alert] = items;
    expect(alert?.message).toContain("Team: $60.00 of $100.00 is spent");
    const id = alert?.id ?? "";
    expect((await http.send("PATCH", `/api/notifications/${id}/read`, { headers })).status).toBe(200);
    expect(await badges(headers)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const { version } = await archive(ctx, { id });
    await undoChange(ctx, { version });
    expect((await markUnread(ctx, { id })).unreadCount).toBe(1);
  });

  test("a job that is gone takes nothing from what was told of it", async () => {
    const { ctx, headers } = await someone();
    const { id: jobId, name } = await job(ctx, "1");
    const [told] = (await ask(headers, "list", {})).items;
    // Nothing of ours deletes a job; a day comes when somebody does.
    await http.admin.sql.begin(async (tx) => {
      await tx`update lora_notifications set job_id = null where job_id = ${jobId}`;
      for (const table of ["lora_job_events", "lora_artifacts"])
        await tx`delete from ${tx(table)} where job_id = ${jobId}`;
      await tx`delete from lora_training_jobs where id = ${jobId}`;
    });
    await expect(tell(ctx, jobId, "started")).rejects.toMatchObject({ code: "NOT_FOUND" });
    const [left] = (await ask(headers, "list", { filter: "unread" })).items;
    expect(left?.message).toContain(name);
    expect(left?.message).toBe(told?.message);
    expect(await markAllRead(ctx, { upTo: 1 })).toMatchObject({ count: 1, unreadCount: 0 });
  });
});

describe("octobox #125: what was read elsewhere stays unread here, since nothing new arrives", () => {
  test("a poll brings what another device has read, archived, snoozed and brought back, and nothing twice", async () => {
    const { ctx, headers } = await someone();
    const [a = "", b = "", c = "", d = ""] = await sendMany(ctx, 4);
    await archive(ctx, { id: d });
    const here = await ask(headers, "list", {});
    await markRead(ctx, { id: a });
    await archive(ctx, { id: b });
    await snooze(ctx, { id: c, until: ahead(HOUR) });
    await unarchive(ctx, { id: d });
    const delta = await ask(headers, "poll", { since: here.version });
    expect(new Map(delta.upserts.map((row) => [row.id, row]))).toMatchObject(
      new Map(
        Object.entries({ [a]: { read: true }, [b]: { archivedAt: ahead(0) }, [c]: {}, [d]: { archivedAt: null } }),
      ),
    );
    expect(delta.upserts).toHaveLength(4);
    expect(delta).toMatchObject({ removed: [], unreadCount: 1, version: 9 });
    expect(await ask(headers, "poll", { since: delta.version })).toMatchObject({ changed: false });
  });

  test("a poll says what is gone: expired an hour ago, or cleared as old", async () => {
    const { ctx, headers } = await someone();
    const [expiring = "", old = ""] = await sendMany(ctx, 2);
    await arrange(ctx, expiring, { expiresAt: ahead(HOUR) });
    await markRead(ctx, { id: old });
    const { version } = await ask(headers, "list", {});
    http.clock.advance(2 * HOUR);
    expect(await ask(headers, "poll", { since: version })).toMatchObject({ removed: [expiring], upserts: [] });
    http.clock.advance(401 * DAY);
    await http.due();
    const later = await ask(headers, "poll", { since: version + 1 });
    expect(later).toMatchObject({ removed: [old], upserts: [], unreadCount: 0 });
  });
});

describe("novu #8776, #11752: nobody knows how long a key keeps a second notification away", () => {
  test("as long as the first is kept, 400 days at least, whatever was done with it", async () => {
    for (const happen of [
      async () => {},
      (ctx: Ctx, id: string) => markRead(ctx, { id }),
      (ctx: Ctx, id: string) => archive(ctx, { id }),
      (ctx: Ctx, id: string) => snooze(ctx, { id, until: ahead(HOUR) }),
      (ctx: Ctx, id: string) => arrange(ctx, id, { expiresAt: ahead(HOUR) }),
    ]) {
      const { ctx, headers } = await someone();
      const first = await send(ctx, "key");
      await happen(ctx, first.id);
      http.clock.advance(HOUR);
      const { version } = await ask(headers, "list", {});
      for (const days of [1, 30, 368]) {
        http.clock.advance(days * DAY);
        await http.due();
        const payload = { date: "2026-01-01", amount: "99", usual: "98" };
        const again = await notify(ctx, { type: "cost_anomaly", payload, dedupeKey: "key" });
        expect(again).toMatchObject({ id: first.id, message: first.message, metadata: first.metadata });
      }
      expect((await ask(headers, "list", {})).version).toBe(version);
    }
  });

  test("it keeps nobody else's away", async () => {
    const [ann, bob] = [await someone(), await someone()];
    await send(ann.ctx, "key");
    await send(bob.ctx, "key");
    expect(await badges(bob.headers)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});
