import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../../ctx";
import { createJob } from "../../jobs/create";
import { createTestApi, type TestApi } from "../../testing";
import { correctCost } from "../correct";
import { recordCost } from "../record";
import { recordBatch } from "../record-batch";
import { summarizeCosts } from "../summary";
import { windowOf } from "../window";
import { restoreText } from "./cell";
import { exportCosts } from "./export";
import { exported, rowsOfCsv, sumOf } from "./testing";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const cost = (amount: string, over: object = {}) => ({ costType: "x", amount, idempotencyKey: randomUUID(), ...over });
const total = async (ctx: Ctx) => (await summarizeCosts(ctx, { groupBy: "costType" })).total;
const range = async (scope: Parameters<typeof windowOf>[0]) => (await windowOf(scope, {})).range;

/** As many records as three pages hold, a few of them in one millisecond. */
async function manyRecords(ctx: Ctx): Promise<void> {
  for (let batch = 0; batch < 5; batch += 1) {
    const items = Array.from({ length: 500 }, (_, i) =>
      cost("0.000000000001", { recordedAt: `2026-03-0${(i % 9) + 1}T10:00:00.00${batch}Z` }),
    );
    await recordBatch(ctx, { items });
  }
}

describe("an export", () => {
  test("has every record once, oldest first, over all pages, and its sum is the total", async () => {
    const ctx = await api.user();
    await manyRecords(ctx);
    const rows = rowsOfCsv(await exported(ctx, "csv"));
    expect(rows).toHaveLength(2500);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2500);
    const times = rows.map(({ recorded_at: at = "" }) => at);
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(sumOf(rows, "amount")).toBe(await total(ctx));
  });

  test("is one truth: what is booked while it is written is not in it", async () => {
    const ctx = await api.user();
    await recordCost(ctx, cost("1", { recordedAt: "2026-03-09T10:00:00Z" }));
    const pieces: string[] = [];
    await exportCosts(
      ctx,
      { format: "csv", filters: {}, range },
      {
        open: () => {},
        async write(piece) {
          if (pieces.push(piece) === 1) await recordCost(ctx, cost("2"));
        },
      },
    );
    expect(sumOf(rowsOfCsv(pieces.join("")), "amount")).toBe("1");
  });

  test("of nothing has its header, and as JSON an empty list", async () => {
    const ctx = await api.user();
    expect(await exported(ctx, "csv")).toMatch(/^id,recorded_at,.*\r\n$/);
    expect(JSON.parse(await exported(ctx, "json"))).toMatchObject({ records: [], record_count: 0, total: "0" });
  });

  test("as JSON has amounts as exact text, and says how many and how much at the end", async () => {
    const ctx = await api.user({ timeZone: "Asia/Kolkata" });
    const details = { note: "=1+1", deep: { list: [1, null] } };
    await recordCost(ctx, cost("999999999.123456789012", { details, recordedAt: "2026-03-09T10:00:00Z" }));
    await recordCost(ctx, cost("-0.000000000001", { costType: "credit" }));
    const file = JSON.parse(await exported(ctx, "json"));
    expect(file).toMatchObject({ currency: "USD", time_zone: "Asia/Kolkata", record_count: 2 });
    expect(file.records[0]).toMatchObject({ amount: "999999999.123456789012", details, job_id: null });
    expect(file.total).toBe("999999999.123456789011");
    expect(file.total).toBe(await total(ctx));
  });

  test("holds what the filter holds", async () => {
    const ctx = await api.user();
    const job = await createJob(ctx, { name: "run", project: "p" });
    await recordCost(ctx, cost("1", { jobId: job.id }));
    await recordCost(ctx, cost("2", { costType: "y" }));
    const amounts = async (filters: object) =>
      rowsOfCsv(await exported(ctx, "csv", { filters })).map(({ amount }) => amount);
    expect(await amounts({ costType: "y" })).toEqual(["2"]);
    expect(await amounts({ jobId: job.id })).toEqual(["1"]);
    expect(await amounts({ project: "p" })).toEqual(["1"]);
    expect(await amounts({ project: "" })).toEqual(["2"]);
  });

  test("that loses its connection half way is not begun anew", async () => {
    const ctx = await api.user();
    await manyRecords(ctx);
    let opened = 0;
    let pid = 0;
    const pieces: string[] = [];
    const attempt = exportCosts(
      ctx,
      {
        format: "csv",
        filters: {},
        async range(scope) {
          const [backend] = await scope.tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
          pid = backend?.pid ?? 0;
          return range(scope);
        },
      },
      {
        open: () => void (opened += 1),
        async write(piece) {
          if (pieces.push(piece) === 2) await api.admin.db.execute(sql`select pg_terminate_backend(${pid})`);
        },
      },
    );
    await expect(attempt).rejects.toThrow("Failed query");
    expect(opened).toBe(1);
    expect(pieces.length).toBeLessThan(4);
  });
});

describe("a spreadsheet", () => {
  const BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "'", "NULL"];

  test.each(BEGINNINGS)("#25 finds no formula in any text of a record that begins with %j", async (beginning) => {
    const ctx = await api.user();
    const evil = `${beginning}cmd|' /C calc'!A0`;
    const job = await createJob(ctx, { name: `x${evil}`, provider: "p", gpuType: "g", unitPrice: "1", gpuCount: 1 });
    await api.admin.db.execute(
      sql`update lora_training_jobs set name = ${evil}, provider = ${evil}, gpu_type = ${evil} where id = ${job.id}`,
    );
    const project = evil.trim();
    const focus = { ChargeDescription: evil, ServiceName: evil };
    const { id } = await recordCost(ctx, cost("5", { jobId: job.id, project, details: { focus } }));
    await correctCost(ctx, { recordId: id, amount: "-2", reason: evil, idempotencyKey: "c" });
    for (const format of ["csv", "focus-1.2", "focus-1.4"] as const) {
      const rows = rowsOfCsv(await exported(ctx, format));
      expect(rows).toHaveLength(2);
      const cells = rows.flatMap((row) => Object.entries(row));
      const texts = cells.filter(([, cell]) => !/^-?\d+(\.\d+)?$/.test(cell)).map(([, cell]) => cell);
      expect(texts.filter((cell) => /^[\s\0]*[=+\-@＝]|^[\t\r\n]/.test(cell))).toEqual([]);
      const restored = texts.map(restoreText);
      // Name, provider and GPU type come back as they are.
      expect(restored).toContain(evil);
      expect(restored).toContain(project);
      // A credit stays a number.
      expect(cells.map(([, cell]) => cell)).toContain("-2");
    }
  });

  test.each([
    `=HYPERLINK("https://evil.test","x")`,
    "+1",
    "-1",
    "-1+1",
    "@SUM(A1:A2)",
    "\t=1",
    "\r=1",
    `a"b`,
    `a",=1,"b`,
    `a"\r\n=1,2`,
    "a\n\n=1",
  ])("#25 reads %j in one cell, as text, beside amounts that are numbers", async (name) => {
    const ctx = await api.user();
    const job = await createJob(ctx, { name: "x" });
    await api.admin.db.execute(sql`update lora_training_jobs set name = ${name} where id = ${job.id}`);
    await recordCost(ctx, cost("-5", { costType: "credit", jobId: job.id }));
    for (const format of ["csv", "focus-1.2", "focus-1.4"] as const) {
      const rows = rowsOfCsv(await exported(ctx, format)).map((row) => Object.values(row));
      expect(rows).toHaveLength(1);
      const text = name.startsWith("a") ? name : `'${name}`;
      expect(rows[0]).toEqual(expect.arrayContaining([text, "-5"]));
      expect(text === name || !rows[0]?.includes(name)).toBe(true);
    }
  });
});
