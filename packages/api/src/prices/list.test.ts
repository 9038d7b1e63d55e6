import { prices } from "@pipeline/db/schema";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../ctx";
import { createTestApi, type TestApi } from "../testing";
import { listPrices, type CataloguePrice } from "./list";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
  await api.admin.db.insert(prices).values([
    {
      unit: "gpu_hour",
      gpuType: "A-GPU",
      price: "1",
      validFrom: "2020-01-01T00:00:00.000Z",
      validTo: "2026-03-01T00:00:00.000Z",
    },
    {
      unit: "gpu_hour",
      gpuType: "A-GPU",
      price: "2",
      validFrom: "2026-03-01T00:00:00.000Z",
      provider: "nebius",
      region: "eu",
      purchaseOption: "spot",
      aliases: ["A"],
      source: "a list",
    },
  ]);
});

async function all(ctx: Ctx, limit: number, at?: string): Promise<CataloguePrice[]> {
  const items: CataloguePrice[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listPrices>> = await listPrices(ctx, {
      limit,
      ...(at !== undefined && { at }),
      ...(cursor !== null && { cursor }),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

describe("the catalogue", () => {
  test("has every price with its dates, GPUs by name and storage last, however it is paged", async () => {
    const ctx = await api.user();
    const whole = await listPrices(ctx, { limit: 1000 });
    expect(whole.nextCursor).toBeNull();
    expect(whole.items).toHaveLength(13);
    expect(await all(ctx, 1)).toEqual(whole.items);
    expect(await all(ctx, 5)).toEqual(whole.items);
    expect(whole.items.at(-1)).toMatchObject({ unit: "gb_month", gpuType: "", price: "0.023", validFrom: null });
    expect(whole.items[1]).toMatchObject({
      unit: "gpu_hour",
      provider: "nebius",
      region: "eu",
      purchaseOption: "spot",
      gpuType: "A-GPU",
      aliases: ["A"],
      price: "2",
      validFrom: "2026-03-01T00:00:00.000Z",
      validTo: null,
      source: "a list",
    });
  });

  test("says what holds at an instant, the first one included and the last one not", async () => {
    const ctx = await api.user();
    const priceAt = async (at: string) =>
      (await all(ctx, 1000, at)).filter(({ gpuType }) => gpuType === "A-GPU").map(({ price }) => price);
    expect(await priceAt("2026-02-28T23:59:59.999Z")).toEqual(["1"]);
    expect(await priceAt("2026-03-01T00:00:00.000Z")).toEqual(["2"]);
  });

  test("refuses the cursor of another list", async () => {
    const ctx = await api.user();
    const { nextCursor } = await listPrices(ctx, { limit: 1 });
    const other = listPrices(ctx, { limit: 1, at: "2026-03-01T00:00:00.000Z", cursor: nextCursor ?? "" });
    await expect(other).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "cursor" }] });
  });
});
