import { add } from "@pipeline/core/money";
import { costRecords } from "@pipeline/db/schema";
import { and, asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import { createTestApi, type TestApi } from "../testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const GB = 1_000_000_000;

async function artifact(ctx: Ctx, project: string, at: string, sizeBytes: number): Promise<void> {
  const job = await createJob(ctx, { project });
  await reportEvent(ctx, { jobId: job.id, eventId: "a", type: "artifact_ready", at, sizeBytes });
}

function rows(ctx: Ctx) {
  return api.admin.db
    .select()
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.costType, "storage")))
    .orderBy(asc(costRecords.recordedAt));
}

describe("storage", () => {
  test("of an artifact is booked by one row a project and quarter hour", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await artifact(ctx, "p", "2026-03-10T11:10:00.000Z", 500 * GB);
    await artifact(ctx, "p", "2026-03-10T11:20:00.000Z", 230 * GB);
    await api.due();
    await api.due();
    const booked = await rows(ctx);
    expect(booked.map((row) => row.recordedAt.slice(11, 16))).toEqual(["11:10", "11:15", "11:30", "11:45"]);
    expect(booked[2]).toMatchObject({ project: "p", unit: "gb_month", quantity: "0.25", amount: "0.00575" });
  });

  test("of a month of 730 hours costs the catalogue's price per GB", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await artifact(ctx, "p", "2026-03-10T12:00:00.000Z", 100 * GB);
    api.clock.advance(730 * 3_600_000);
    await api.due();
    expect(add(...(await rows(ctx)).map((row) => row.amount))).toBe("2.3");
  });

  test("of a file that is reported late adds corrections to the rows that are there", async () => {
    const ctx = await api.user();
    api.clock.set("2026-03-10T12:00:00.000Z");
    await artifact(ctx, "p", "2026-03-10T11:00:00.000Z", 730 * GB);
    await api.due();
    await artifact(ctx, "p", "2026-03-10T11:30:00.000Z", 730 * GB);
    await api.due();
    const booked = await rows(ctx);
    expect(booked.filter((row) => row.correctsId === null)).toHaveLength(4);
    expect(booked.filter((row) => row.correctsId !== null)).toHaveLength(2);
    expect(add(...booked.map((row) => row.amount))).toBe("0.0345");
  });
});
