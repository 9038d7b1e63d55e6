import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { toMs } from "@pipeline/core/instant";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { findGpuPrice, storagePrices } from "./find";
import { importPrices } from "./import";

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-prices-"));
afterAll(() => rmSync(folder, { recursive: true }));

let api: TestApi;
beforeEach(async () => {
  api = await createTestApi();
});

const HEADER = "gpu_type,usd_per_gpu_hour,provider,valid_from,valid_to,aliases,unit,purchase_option";

function imported(...lines: string[]) {
  return importPrices(api.owner.db, fileOf(lines));
}

function fileOf(lines: string[]): string {
  const file = path.join(folder, "prices.csv");
  writeFileSync(file, [HEADER, ...lines.map((line) => line.padEnd(line.length + 7 - commasIn(line), ","))].join("\n"));
  return file;
}

const commasIn = (line: string) => line.split(",").length - 1;

const priceAt = (gpuType: string, day: string, provider?: string) =>
  findGpuPrice(api.app.db, { gpuType, provider, at: toMs(`${day}T12:00:00Z`) });

describe("importing prices", () => {
  test("ends a price where the next one begins, in whatever order the lines are", async () => {
    expect(await imported("B300,5,,2026-06-01,,", "B300,4,,2026-01-01,,")).toEqual({
      added: 2,
      closed: 1,
      replaced: 0,
      unchanged: 0,
    });
    expect(await priceAt("B300", "2025-12-31")).toBeUndefined();
    expect(await priceAt("B300", "2026-05-31")).toBe("4");
    expect(await priceAt("B300", "2026-06-01")).toBe("5");
  });

  test("ends the price of the seed, which holds since the beginning of time", async () => {
    expect(await imported("NVIDIA L40S,1.2,,2026-03-01,,")).toEqual({ added: 1, closed: 1, replaced: 0, unchanged: 0 });
    expect(await priceAt("NVIDIA L40S", "2001-01-02")).toBe("1.5484");
    expect(await priceAt("NVIDIA L40S", "2026-02-28")).toBe("1.5484");
    expect(await priceAt("NVIDIA L40S", "2026-03-01")).toBe("1.2");
  });

  test("changes nothing the second time", async () => {
    const lines = ["B300,4,,2026-01-01,,", "B300,5,,2026-06-01,2026-07-01,", "B300,6,nebius,,,B300-NVL;B 300"];
    await imported(...lines);
    expect(await imported(...lines)).toEqual({ added: 0, closed: 0, replaced: 0, unchanged: 3 });
    expect(await priceAt("B 300", "2026-01-02", "nebius")).toBe("6");
    expect(await priceAt("B300", "2026-08-01")).toBeUndefined();
  });

  test("finds the prices of the seed there already", async () => {
    const file = path.join(projectRoot(), "data", "prices.csv");
    expect(await importPrices(api.owner.db, file)).toEqual({ added: 0, closed: 0, replaced: 0, unchanged: 10 });
  });

  test.each([
    ["another price for the same days", "B300,4.5,,2026-01-01,2026-02-01,", "4.5"],
    ["days that another price holds", "B300,9,,2026-01-15,2026-01-20,", "9"],
    ["a price that would begin before and never end", "B300,9,,2025-12-01,,", "9"],
  ])("refuses %s, naming the line, and writes nothing", async (_name, line, price) => {
    await imported("B300,4,,2026-01-01,2026-02-01,");
    await expect(imported("B301,1,,,,", line)).rejects.toThrow(`prices.csv, line 3: the price ${price} of "B300"`);
    expect(await priceAt("B301", "2026-01-01")).toBeUndefined();
  });

  test("refuses two prices of one spelling, naming both lines, also through an alias", async () => {
    const lines = ["B300 SXM,4,,2026-01-01,,B300", "B-300-NVL,5,,2026-02-01,,b 300"];
    await expect(imported(...lines)).rejects.toThrow(
      /prices.csv, line 3: the price 5 of "B-300-NVL" from 2026-02-01.* overlaps the price 4 of "B300 SXM" from .* \(.*prices.csv, line 2\)\. Both are called "b300"\.$/,
    );
    expect(await priceAt("B300", "2026-03-01")).toBeUndefined();
    await imported("B300 SXM,4,,2026-01-01,,B300");
    await expect(imported("b300,5,,2026-02-01,,")).rejects.toThrow('line 2: the price 5 of "b300" from');
    // Of another provider or option, or at another time, the same spelling may have another price.
    const apart = ["B300,5,nebius,,,", "B300,3,,,,,,spot", "B300,9,,2025-01-01,2026-01-01,"];
    expect(await imported(...apart)).toMatchObject({ added: 3 });
    expect(await priceAt("b300", "2025-03-01")).toBe("9");
  });

  test("takes another spelling of a name for the same name", async () => {
    await imported("B 300,4,,2026-01-01,,");
    expect(await imported("b300,4,,2026-01-01,,")).toMatchObject({ unchanged: 1 });
    expect(await imported("B-300,5,,2026-02-01,,")).toMatchObject({ added: 1, closed: 1 });
    expect(await priceAt("B 300", "2026-03-01")).toBe("5");
  });

  test("lets a price without aliases take over those of the one it ends", async () => {
    await imported("B300 SXM,4,,2026-01-01,,B300");
    await imported("B300 SXM,5,,2026-02-01,,");
    expect(await priceAt("B300", "2026-03-01")).toBe("5");
  });

  test("puts a price right when it is told to replace, once, and never within one file", async () => {
    await imported("B300,4,,2026-01-01,,", "B301,1,,,,");
    const right = () => importPrices(api.owner.db, fileOf(["B300,4.5,,2026-01-01,,"]), { replace: true });
    expect(await right()).toEqual({ added: 0, closed: 0, replaced: 1, unchanged: 0 });
    expect(await right()).toEqual({ added: 0, closed: 0, replaced: 0, unchanged: 1 });
    expect(await priceAt("B300", "2026-03-01")).toBe("4.5");
    const twice = fileOf(["B301,2,,,,", "B301,3,,,,"]);
    await expect(importPrices(api.owner.db, twice, { replace: true })).rejects.toThrow('line 3: the price 3 of "B301"');
    expect(await priceAt("B301", "2026-03-01")).toBe("1");
  });

  test("takes prices of storage, and ends the one that was there", async () => {
    expect(await imported(",0.05,,2026-02-01,,,gb_month")).toMatchObject({ added: 1, closed: 1 });
    expect(await imported(",0.05,,2026-02-01,,,gb_month")).toMatchObject({ unchanged: 1 });
    const storedAt = await storagePrices(api.app.db);
    expect(storedAt(toMs("2026-01-31T23:59:59Z"))).toBe("0.023");
    expect(storedAt(toMs("2026-02-01T00:00:00Z"))).toBe("0.05");
  });

  test.each([
    ["B300,four,,,,", "usd_per_gpu_hour"],
    ["B300,-1,,,,", "usd_per_gpu_hour"],
    ["B300,4,,2026-13-01,,", "valid_from"],
    ["B300,4,,2026-02-01,2026-01-01,", "valid_to"],
    [",4,,,,", "gpu_type"],
    ["- -,4,,,,", "gpu_type"],
    ["B300,4,,,,,gb_month", "gpu_type"],
    ["B300,4,,,,,tokens", "unit"],
  ])("refuses %s, naming line and column", async (line, column) => {
    await expect(imported(line)).rejects.toThrow(`prices.csv, line 2, ${column}:`);
  });
});
