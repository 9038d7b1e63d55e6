import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { restoreText } from "@pipeline/api/costs/export/cell";
import { csvRows, type CsvRow } from "@pipeline/api/csv/read";
import type { Ctx } from "@pipeline/api/ctx";
import { correctCost, recordCost } from "@pipeline/api/services";
import { createTestApi, type TestApi } from "@pipeline/api/testing";
import { fromUnits, toUnits } from "@pipeline/core/money";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { exportLedger } from "../src/cli/ledger/export";
import { writeMonth } from "../src/cli/ledger/month-file";

let api: TestApi;
let ann: Ctx;
let bob: Ctx;
let first: string;
let out: string;

const HOSTILE = '=SUM(A1)\r\n"quoted", ünïcödé, \\N';

const cost = (ctx: Ctx, recordedAt: string, amount: string, more: object = {}) =>
  recordCost(ctx, { costType: "compute", amount, recordedAt, idempotencyKey: recordedAt + amount, ...more });

beforeAll(async () => {
  api = await createTestApi("2026-03-10T12:00:00.000Z");
  [ann, bob] = [await api.user(), await api.user()];
  first = (await cost(ann, "2025-11-30T23:59:59.999Z", "0.000000000001")).id;
  await cost(ann, "2025-12-01T00:00:00.000Z", "999999999.999999999999", { costType: "storage", project: HOSTILE });
  await cost(bob, "2025-12-31T23:59:59.999Z", "0.1", { details: { note: "a\nb" } });
  await cost(bob, "2026-02-14T08:00:00.120Z", "2.50");
  await cost(ann, "2026-03-01T00:00:00.000Z", "7");
});

beforeEach(() => {
  out = mkdtempSync(path.join(os.tmpdir(), "pipeline-ledger-"));
  onTestFinished(() => rmSync(out, { recursive: true }));
});

const exported = (end = "2026-03", userId?: string) =>
  exportLedger(api.owner, { userId, currency: "USD", end, out }, (_, work) => work(() => {}));
const manifest = () => JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8"));
const bytesOf = (month: string) => readFileSync(path.join(out, `ledger-${month}.csv.gz`));

async function rowsOf(month: string): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const { row } of csvRows(path.join(out, `ledger-${month}.csv.gz`))) rows.push(row);
  return rows;
}

describe("the export of old months", () => {
  test("has every record of each of them, to the last digit and instant, and none of the month that runs", async () => {
    expect(await exported()).toEqual({ written: 4, kept: 0, changed: 0, rows: 4 });
    expect(readdirSync(out).toSorted()).toEqual([
      ...["2025-11", "2025-12", "2026-01", "2026-02"].map((month) => `ledger-${month}.csv.gz`),
      "manifest.json",
    ]);
    expect(await rowsOf("2025-11")).toMatchObject([
      { user_id: ann.actor.userId, id: first, amount: "0.000000000001", recorded_at: "2025-11-30T23:59:59.999Z" },
    ]);
    const december = await rowsOf("2025-12");
    expect(new Set(december.map(({ amount }) => amount))).toEqual(new Set(["0.1", "999999999.999999999999"]));
    const columns = await api.admin.sql<{ name: string }[]>`
      select attname as name from pg_attribute
      where attrelid = 'lora_cost_records'::regclass and attnum > 0 and not attisdropped`;
    expect(Object.keys(december[0] ?? {}).toSorted()).toEqual(columns.map(({ name }) => name).toSorted());
    // January has none: its file says so.
    expect(await rowsOf("2026-01")).toEqual([]);
  });

  test("writes text so that no spreadsheet computes it, and so that it reads back as it was", async () => {
    await exported();
    const text = gunzipSync(bytesOf("2025-12")).toString();
    expect(text).toContain("'=SUM(A1)");
    const [row] = (await rowsOf("2025-12")).filter(({ cost_type: type }) => type === "storage");
    expect(restoreText(row?.["project"] ?? "")).toBe(HOSTILE);
  });

  test("comes to what the database says, month by month and type by type; each file is what its sum says", async () => {
    await exported();
    const sums = await api.admin.sql<{ month: string; type: string; amount: string; rows: number }[]>`
      select to_char(recorded_at at time zone 'UTC', 'YYYY-MM') as month, cost_type as type, sum(amount)::text as amount,
        count(*)::int as rows
      from lora_cost_records where recorded_at < '2026-03-01Z' group by 1, 2`;
    const { months } = manifest();
    expect(months).toHaveLength(4);
    for (const { month, rows, total, byType, sha256 } of months) {
      const own = sums.filter((sum) => sum.month === month);
      expect(byType).toEqual(Object.fromEntries(own.map(({ type, amount }) => [type, fromUnits(toUnits(amount))])));
      expect(total).toBe(fromUnits(own.reduce((sum, { amount }) => sum + toUnits(amount), 0n)));
      expect(rows).toBe(own.reduce((sum, one) => sum + one.rows, 0));
      expect(createHash("sha256").update(bytesOf(month)).digest("hex")).toBe(sha256);
      const written = await rowsOf(month);
      expect(fromUnits(written.reduce((sum, { amount }) => sum + toUnits(amount ?? ""), 0n))).toBe(total);
    }
  });

  test("is the same bytes again, and leaves files alone that hold them", async () => {
    await exported();
    const before = { bytes: bytesOf("2025-12"), inode: inode("2025-12"), manifest: manifest() };
    expect(await exported()).toEqual({ written: 0, kept: 4, changed: 0, rows: 4 });
    expect({ bytes: bytesOf("2025-12"), inode: inode("2025-12"), manifest: manifest() }).toEqual(before);
  });

  test("has what was corrected since, in the month of the usage; months that are not asked for stay", async () => {
    await exported();
    const { id } = await correctCost(ann, {
      recordId: first,
      amount: "-0.000000000001",
      reason: "r",
      idempotencyKey: "late",
    });
    expect(await exported("2025-12")).toEqual({ written: 0, kept: 0, changed: 1, rows: 2 });
    expect(manifest().months.map(({ month }: { month: string }) => month)).toEqual([
      "2025-11",
      "2025-12",
      "2026-01",
      "2026-02",
    ]);
    const rows = await rowsOf("2025-11");
    expect(rows.find((row) => row["id"] === id)).toMatchObject({ corrects_id: first, amount: "-0.000000000001" });
    expect(manifest().months[0]).toMatchObject({ rows: 2, total: "0" });
  });

  test("of one account has no row of another, and does not mix with that of all", async () => {
    await exported("2026-03", bob.actor.userId);
    for (const month of ["2025-12", "2026-01", "2026-02"]) {
      for (const row of await rowsOf(month)) expect(row["user_id"]).toBe(bob.actor.userId);
    }
    expect(existsSync(path.join(out, "ledger-2025-11.csv.gz"))).toBe(false);
    await expect(exported()).rejects.toThrow("holds other ledgers");
  });

  test("is of one instant, whatever is written meanwhile", async () => {
    const ctx = await api.user();
    await exportLedger(api.owner, { userId: undefined, currency: "USD", end: "2026-03", out }, async (_, work) => {
      await recordCost(ctx, { costType: "late", amount: "1", recordedAt: "2026-02-01T00:00:00Z", idempotencyKey: "l" });
      await work(() => {});
    });
    expect((await rowsOf("2026-02")).map((row) => row["cost_type"])).toEqual(["compute"]);
  });
});

describe("a month's file", () => {
  test("that was cut half way is not there, and the one before stays", async () => {
    await expect(writeMonth(inFolder(), cut())).rejects.toThrow("gone");
    expect(readdirSync(out)).toEqual([]);
    writeFileSync(inFolder(), "what was there");
    await expect(writeMonth(inFolder(), cut())).rejects.toThrow("gone");
    expect(readdirSync(out)).toEqual(["month.csv.gz"]);
    expect(readFileSync(inFolder(), "utf8")).toBe("what was there");
  });

  test("is for its owner's eyes, also where an earlier run was killed", async () => {
    writeFileSync(`${inFolder()}.part`, "half", { mode: 0o644 });
    await writeMonth(inFolder(), line());
    expect(gunzipSync(readFileSync(inFolder())).toString()).toBe("line\n");
    expect(statSync(inFolder()).mode & 0o777).toBe(0o600);
  });
});

const inFolder = () => path.join(out, "month.csv.gz");

async function* cut() {
  yield "a whole line\n".repeat(100_000);
  throw new Error("The connection is gone.");
}

async function* line() {
  yield "line\n";
}

function inode(month: string): number {
  return statSync(path.join(out, `ledger-${month}.csv.gz`)).ino;
}
