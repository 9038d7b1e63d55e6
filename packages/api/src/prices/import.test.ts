import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { toMs } from "@pipeline/core/instant";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { findGpuPrice } from "./find";
import { importPrices } from "./import";

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-prices-"));
afterAll(() => rmSync(folder, { recursive: true }));

let api: TestApi;
beforeEach(async () => {
  api = await createTestApi();
});

const HEADER = "gpu_type,usd_per_gpu_hour,provider,valid_from,valid_to,aliases";

function imported(...lines: string[]) {
  const file = path.join(folder, "prices.csv");
  writeFileSync(file, [HEADER, ...lines].join("\n"));
  return importPrices(api.owner.db, file);
}

const priceAt = (gpuType: string, day: string, provider?: string) =>
  findGpuPrice(api.app.db, { gpuType, provider, at: toMs(`${day}T12:00:00Z`) });

describe("importing prices", () => {
  test("ends a price where the next one begins, in whatever order the lines are", async () => {
    expect(await imported("B300,5,,2026-06-01,,", "B300,4,,2026-01-01,,")).toEqual({
      added: 2,
      closed: 1,
      unchanged: 0,
    });
    expect(await priceAt("B300", "2025-12-31")).toBeUndefined();
    expect(await priceAt("B300", "2026-05-31")).toBe("4");
    expect(await priceAt("B300", "2026-06-01")).toBe("5");
  });

  test("ends the price of the seed, which holds since the beginning of time", async () => {
    expect(await imported("NVIDIA L40S,1.2,,2026-03-01,,")).toEqual({ added: 1, closed: 1, unchanged: 0 });
    expect(await priceAt("NVIDIA L40S", "2001-01-02")).toBe("1.5484");
    expect(await priceAt("NVIDIA L40S", "2026-02-28")).toBe("1.5484");
    expect(await priceAt("NVIDIA L40S", "2026-03-01")).toBe("1.2");
  });

  test("changes nothing the second time", async () => {
    const lines = ["B300,4,,2026-01-01,,", "B300,5,,2026-06-01,2026-07-01,", "B300,6,nebius,,,B300-NVL;B 300"];
    await imported(...lines);
    expect(await imported(...lines)).toEqual({ added: 0, closed: 0, unchanged: 3 });
    expect(await priceAt("B 300", "2026-01-02", "nebius")).toBe("6");
    expect(await priceAt("B300", "2026-08-01")).toBeUndefined();
  });

  test("finds the prices of the seed there already", async () => {
    const file = path.join(projectRoot(), "data", "prices.csv");
    expect(await importPrices(api.owner.db, file)).toEqual({ added: 0, closed: 0, unchanged: 10 });
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

  test.each([
    ["B300,four,,,,", "usd_per_gpu_hour"],
    ["B300,-1,,,,", "usd_per_gpu_hour"],
    ["B300,4,,2026-13-01,,", "valid_from"],
    ["B300,4,,2026-02-01,2026-01-01,", "valid_to"],
    [",4,,,,", "gpu_type"],
  ])("refuses %s, naming line and column", async (line, column) => {
    await expect(imported(line)).rejects.toThrow(`prices.csv, line 2, ${column}:`);
  });
});
