import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { add } from "@pipeline/core/money";
import { artifacts, costRecords } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { importPrices } from "../prices/import";
import { setStoragePrice } from "../prices/testing";
import { createTestApi, type TestApi } from "../testing";
import { verifyUser } from "../verify/verify";
import { keepFile } from "./keep";
import { listFiles } from "./list";
import { removeFile } from "./remove";

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-pinned-"));
afterAll(() => rmSync(folder, { recursive: true }));

let api: TestApi;
let ctx: Ctx;
beforeEach(async () => {
  api = await createTestApi();
  ctx = await api.user();
});
afterEach(async () => {
  const difference = await verifyUser(api.owner.db, ctx.actor.userId);
  if (difference) throw new Error(`verify: ${JSON.stringify(difference)}`);
});

// 730 GB at 0.023 a GB-month are 0.023 an hour.
const SIZE = 730_000_000_000;
const at = (clock: string) => `2026-03-10T${clock}:00.000Z`;

const keep = (storedFrom = at("12:00")) =>
  keepFile(ctx, {
    kind: "dataset",
    name: "d",
    sizeBytes: SIZE,
    project: "p",
    storedFrom,
    idempotencyKey: randomUUID(),
  });

async function total(): Promise<string> {
  const rows = await api.admin.db
    .select({ amount: costRecords.amount })
    .from(costRecords)
    .where(and(eq(costRecords.userId, ctx.actor.userId), eq(costRecords.costType, "storage")));
  return add(...rows.map(({ amount }) => amount));
}

const shown = async () => (await listFiles(ctx, { limit: 1 })).items[0];

/** As a file was stored before its price was: booked, without one. */
const unpin = () => api.admin.db.update(artifacts).set({ unitPrice: null });

async function bookedUntil(clock: string): Promise<void> {
  api.clock.set(at(clock));
  await api.due();
}

function importStorage(price: string, validFrom = ""): Promise<unknown> {
  const file = path.join(folder, "prices.csv");
  writeFileSync(file, `gpu_type,usd_per_gpu_hour,unit,valid_from\n,${price},gb_month,${validFrom}\n`);
  return importPrices(api.owner.db, file, { replace: true });
}

describe("the price of a stored file", () => {
  test("is kept once it is booked: lists, the meter and removal stay at it when the catalogue changes", async () => {
    const file = await keep();
    await bookedUntil("14:00");
    await importStorage("0.23");
    expect(await shown()).toMatchObject({ costSoFar: "0.046", perMonth: "16.79" });
    expect(await verifyUser(api.owner.db, ctx.actor.userId)).toBeUndefined();
    await bookedUntil("15:00");
    expect(await total()).toBe("0.069");
    expect(await removeFile(ctx, { id: file.id, at: at("12:00") })).toMatchObject({ costSoFar: "0" });
    expect(await total()).toBe("0");
  });

  test("is kept when a dated row comes that holds since before the file", async () => {
    const file = await keep();
    await bookedUntil("14:00");
    await importStorage("2.3", "2026-03-01");
    expect(await shown()).toMatchObject({ costSoFar: "0.046" });
    await removeFile(ctx, { id: file.id, at: at("13:00") });
    expect(await total()).toBe("0.023");
  });

  test("is the catalogue's of the moment it is booked for the first time, file by file", async () => {
    await keep();
    await setStoragePrice(api, "0.046");
    await bookedUntil("13:00");
    expect(await total()).toBe("0.046");
    await setStoragePrice(api, "0.23");
    await keep();
    await bookedUntil("14:00");
    // An hour more at 0.046 and two at 0.23.
    expect(await total()).toBe("0.552");
  });

  test("that was booked before prices were kept is kept at its next booking", async () => {
    await keep();
    await bookedUntil("13:00");
    await unpin();
    await bookedUntil("14:00");
    await setStoragePrice(api, "0.23");
    expect(await shown()).toMatchObject({ costSoFar: "0.046" });
  });

  test("that was booked before prices were kept is kept at its removal", async () => {
    const file = await keep();
    await bookedUntil("14:00");
    await unpin();
    const removed = await removeFile(ctx, { id: file.id, at: at("13:00") });
    expect(removed).toMatchObject({ costSoFar: "0.023" });
    await setStoragePrice(api, "0.23");
    expect(await removeFile(ctx, { id: file.id })).toEqual(removed);
  });

  test("that was booked before prices were kept is kept when prices are imported, also of a removed file", async () => {
    const [gone] = [await keep(), await keep()];
    await bookedUntil("14:00");
    await removeFile(ctx, { id: gone.id });
    await bookedUntil("15:00");
    await unpin();
    await importStorage("0.23");
    expect(await shown()).toMatchObject({ costSoFar: expect.stringMatching(/^0\.0(46|69)$/u) });
    expect(await total()).toBe("0.115");
  });

  test("is missing for one file: the others of the project are booked", async () => {
    await importStorage("0.046", "2026-03-10T11:00:00Z");
    await api.admin.db.execute("delete from prices where unit = 'gb_month' and valid_from < '2026-03-10'");
    const [early] = [await keep(at("10:00")), await keep()];
    await bookedUntil("13:00");
    expect(await total()).toBe("0.046");
    expect(await removeFile(ctx, { id: early.id })).toMatchObject({ costSoFar: null });
  });
});
