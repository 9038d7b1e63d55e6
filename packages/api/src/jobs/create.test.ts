import { prices } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { findGpuPrice } from "../prices/find";
import { createTestApi, type TestApi } from "../testing";
import { createJob } from "./create";
import { estimateJob } from "./estimate";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const price = (over: Partial<typeof prices.$inferInsert>) => ({
  unit: "gpu_hour" as const,
  price: "4",
  validFrom: "2020-01-01T00:00:00.000Z",
  ...over,
});

describe("registering a job", () => {
  test("fills in what the preset says, and a field that is given wins", async () => {
    const ctx = await api.user();
    expect(await createJob(ctx, {})).toMatchObject({
      presetId: "balanced",
      gpuType: "NVIDIA A100-SXM4-80GB",
      gpuCount: 1,
      unitPrice: "1.89",
      estimatedTotalCost: "7.56",
      metadata: { lora_rank: 16, epochs: 3, estimated_hours: 4 },
    });
    expect(await createJob(ctx, { presetId: "thorough", gpuCount: 2 })).toMatchObject({
      gpuCount: 2,
      unitPrice: "2.95",
    });
  });

  test("with the same key and body gives the same job, another body is a conflict", async () => {
    const ctx = await api.user();
    const input = { name: "tune", idempotencyKey: "k" };
    const jobs = await Promise.all([createJob(ctx, input), createJob(ctx, input), createJob(ctx, input)]);
    expect(new Set(jobs.map((job) => job.id)).size).toBe(1);
    await expect(createJob(ctx, { ...input, name: "other" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("again gives the same job when its price has left the catalogue meanwhile", async () => {
    const ctx = await api.user();
    await api.admin.db.insert(prices).values(price({ gpuType: "gone" }));
    const input = { gpuType: "gone", idempotencyKey: "k" };
    const { id } = await createJob(ctx, input);
    await api.admin.db.delete(prices).where(eq(prices.gpuType, "gone"));
    expect((await createJob(ctx, input)).id).toBe(id);
  });

  test("of an unknown GPU type without a price is refused, never free", async () => {
    const ctx = await api.user();
    const unknown = createJob(ctx, { gpuType: "Abacus" });
    await expect(unknown).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "gpuType" }] });
    expect(await createJob(ctx, { gpuType: "Abacus", unitPrice: "0.5" })).toMatchObject({ unitPrice: "0.5" });
  });

  test("that would cost more an hour than a ledger row can hold is refused", async () => {
    const ctx = await api.user();
    const vast = createJob(ctx, { gpuType: "x", unitPrice: "999999999", gpuCount: 1_000_000 });
    await expect(vast).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "unitPrice" }] });
  });
});

describe("a job that says where and how its machine is bought", () => {
  test("has the most specific price, keeps what it said, and its estimate agrees", async () => {
    const ctx = await api.user();
    const gpuType = "Placed";
    await api.admin.db
      .insert(prices)
      .values([
        price({ gpuType, price: "4" }),
        price({ gpuType, purchaseOption: "spot", price: "1" }),
        price({ gpuType, region: "eu-north1", purchaseOption: "spot", price: "2" }),
      ]);
    const spot = { gpuType, region: "eu-north1", purchaseOption: "Spot" };
    expect(await createJob(ctx, spot)).toMatchObject({ ...spot, unitPrice: "2" });
    expect(await createJob(ctx, { gpuType: "placed" })).toMatchObject({ unitPrice: "4", region: null });
    const plan = { ...spot, gpuCount: 1, estimatedHours: 1 };
    expect(await estimateJob(ctx, plan)).toMatchObject({ unitPrice: "2" });
  });

  test("of a type nobody has priced there is told where it is, never free", async () => {
    const ctx = await api.user();
    await api.admin.db.insert(prices).values(price({ gpuType: "Far", region: "mars" }));
    await expect(createJob(ctx, { gpuType: "Far", region: "moon" })).rejects.toMatchObject({
      code: "BAD_INPUT",
      fields: [{ field: "gpuType", message: expect.stringContaining("It has one for mars.") }],
    });
    await expect(createJob(ctx, { gpuType: "H100 SXM5" })).rejects.toMatchObject({
      fields: [{ field: "gpuType", message: expect.stringContaining('Did you mean "NVIDIA H100-SXM5-80GB"') }],
    });
  });
});

describe("the price of a GPU", () => {
  test("is the one that holds for every region and way of buying, in whatever order prices came", async () => {
    for (const purchaseOption of ["spot", "", "on_demand"]) {
      await api.admin.db
        .insert(prices)
        .values(price({ gpuType: "P", purchaseOption, price: purchaseOption ? "9" : "4" }));
    }
    await api.admin.db.insert(prices).values(price({ gpuType: "P", region: "north", price: "8" }));
    expect(await findGpuPrice(api.admin.db, { gpuType: "P", at: api.clock.now })).toBe("4");
  });

  test("is the provider's own before the general one, and the name's own before an alias", async () => {
    await api.admin.db
      .insert(prices)
      .values([
        price({ gpuType: "Q", price: "3" }),
        price({ gpuType: "Q", provider: "acme", price: "2" }),
        price({ gpuType: "Other", aliases: ["Q"], price: "7", validFrom: "2025-01-01T00:00:00.000Z" }),
      ]);
    expect(await findGpuPrice(api.admin.db, { gpuType: "Q", at: api.clock.now })).toBe("3");
    expect(await findGpuPrice(api.admin.db, { gpuType: "Q", provider: "acme", at: api.clock.now })).toBe("2");
  });
});
