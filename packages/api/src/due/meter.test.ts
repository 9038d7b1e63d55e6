import { jobs } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { writing, type Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { holdJob } from "../jobs/events";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { runDue } from "./loop";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

async function runningJobs(ctx: Ctx, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { id } = await createJob(ctx, { gpuType: "NVIDIA L40S", gpuCount: 1 });
    await reportEvent(ctx, { jobId: id, eventId: "s", type: "started" });
    ids.push(id);
  }
  return ids;
}

async function hearOf(ctx: Ctx, ids: readonly string[], eventId: string): Promise<void> {
  for (const jobId of ids) await reportEvent(ctx, { jobId, eventId, type: "heartbeat" });
}

async function meteredUntil(ids: readonly string[]): Promise<(string | null)[]> {
  const found = await Promise.all(ids.map((id) => api.admin.db.select().from(jobs).where(eq(jobs.id, id))));
  return found.map(([row]) => row?.meteredUntil ?? null);
}

/** Does what is due and answers which kinds of work failed. */
async function dueWithFailures(): Promise<string[]> {
  const failed: string[] = [];
  const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
  await runDue(due, (work) => failed.push(work));
  return failed;
}

const differs = (ctx: Ctx) => verifyUser(api.owner.db, ctx.actor.userId, () => api.clock.now);

describe("closing a quarter hour", () => {
  test("books all jobs of a user that nobody holds; the others have their turn later", async () => {
    api.clock.set("2026-03-10T10:00:00.000Z");
    const ctx = await api.user();
    const ids = await runningJobs(ctx, 3);
    const [held = "", ...free] = ids;
    api.clock.set("2026-03-10T10:16:00.000Z");
    await hearOf(ctx, ids, "h");
    const closed = "2026-03-10T10:15:00.000Z";
    await writing({ ...ctx, db: api.owner.db }, async (scope) => {
      await holdJob(scope, held);
      await api.due();
      expect(await meteredUntil(free)).toEqual([closed, closed]);
    });
    expect(await meteredUntil([held])).toEqual(["2026-03-10T10:00:00.000Z"]);
    await api.due();
    expect(await meteredUntil([held])).toEqual([closed]);
    expect(await differs(ctx)).toBeUndefined();
  });

  test("of a job that cannot be booked keeps no other job of its user waiting", async () => {
    api.clock.set("2026-03-11T10:00:00.000Z");
    const ctx = await api.user();
    const ids = await runningJobs(ctx, 3);
    const [broken = "", ...sound] = ids.toSorted();
    // A price that no ledger row can hold: nobody can register it, a mistake of ours could.
    const run = { start: "2026-03-11T10:00:00.000Z", end: null, unitPrice: "999999999999", gpuCount: 1_000_000 };
    const [before] = await api.admin.db.select().from(jobs).where(eq(jobs.id, broken));
    const setRuns = (runs: (typeof run)[]) => api.admin.db.update(jobs).set({ runs }).where(eq(jobs.id, broken));
    await setRuns([run]);
    api.clock.set("2026-03-11T10:16:00.000Z");
    await hearOf(ctx, ids, "h");
    expect(await dueWithFailures()).toEqual(["meter"]);
    const closed = "2026-03-11T10:15:00.000Z";
    expect(await meteredUntil([broken, ...sound])).toEqual(["2026-03-11T10:00:00.000Z", closed, closed]);
    await setRuns([{ ...run, ...before?.runs[0], end: null }]);
    expect(await dueWithFailures()).toEqual([]);
    expect(await meteredUntil([broken])).toEqual([closed]);
    expect(await differs(ctx)).toBeUndefined();
  });

  test("of weeks that nobody closed is caught up in steps, by any number of processes, to the last digit", async () => {
    api.clock.set("2026-04-01T10:00:00.000Z");
    const ctx = await api.user({ timeZone: "America/New_York" });
    const ids = await runningJobs(ctx, 3);
    // 1,440 quarter hours each: more than one transaction takes.
    api.clock.set("2026-04-16T10:00:00.000Z");
    await hearOf(ctx, ids, "h");
    await Promise.all([api.due(), api.due()]);
    await api.due();
    expect(await meteredUntil(ids)).toEqual(ids.map(() => "2026-04-16T10:00:00.000Z"));
    expect(await differs(ctx)).toBeUndefined();
  });
});
