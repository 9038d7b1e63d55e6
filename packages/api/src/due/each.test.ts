import { jobs } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createJob } from "../jobs/create";
import { getJob } from "../jobs/get";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";
import { runDue } from "./loop";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

async function runningJob() {
  const ctx = await api.user();
  const job = await createJob(ctx, { gpuType: "NVIDIA L40S", gpuCount: 1 });
  await reportEvent(ctx, { jobId: job.id, eventId: "s", type: "started" });
  return { ctx, id: job.id };
}

describe("due work", () => {
  test("that fails for one user's job is told, and done for everybody else", async () => {
    api.clock.set("2026-03-10T10:00:00.000Z");
    const broken = await runningJob();
    const sound = await runningJob();
    // A price that no ledger row can hold: nobody can register it, a mistake of ours could.
    const run = { start: "2026-03-10T10:00:00.000Z", end: null, unitPrice: "999999999999", gpuCount: 1_000_000 };
    await api.admin.db
      .update(jobs)
      .set({ runs: [run] })
      .where(eq(jobs.id, broken.id));
    api.clock.set("2026-03-10T10:16:00.000Z");
    for (const { ctx, id } of [broken, sound]) await reportEvent(ctx, { jobId: id, eventId: "h", type: "heartbeat" });
    const told: string[] = [];
    const due = { owner: api.owner.db, now: () => api.clock.now, currency: "USD" };
    await runDue(due, (work) => told.push(work));
    expect(told).toEqual(["meter"]);
    const [row] = await api.admin.db.select().from(jobs).where(eq(jobs.id, sound.id));
    expect(row?.meteredUntil).toBe("2026-03-10T10:15:00.000Z");
    api.clock.set("2026-03-10T10:40:00.000Z");
    await runDue(due, () => {});
    expect(await getJob(sound.ctx, { id: sound.id })).toMatchObject({ status: "failed", reason: "lost" });
  });
});
