import { describe, expect, test } from "vitest";
import { choosePrice, type PriceRow } from "./choose";
import { nearNames, unknownPriceWords } from "./near";

let serial = 0;
const row = (over: Partial<PriceRow>): PriceRow => ({
  id: String((serial += 1)),
  unit: "gpu_hour",
  provider: "",
  region: "",
  purchaseOption: "",
  gpuType: "NVIDIA H100-SXM5-80GB",
  aliases: [],
  price: "1",
  validFrom: "2026-01-01T00:00:00.000Z",
  validTo: null,
  source: "",
  ...over,
});
const at = Date.parse("2026-03-01T00:00:00.000Z");
const H100 = { gpuType: "NVIDIA H100-SXM5-80GB", at };

describe("the price that holds", () => {
  const rows = [
    row({ price: "1" }),
    row({ price: "2", purchaseOption: "spot" }),
    row({ price: "3", region: "eu-north1" }),
    row({ price: "4", region: "eu-north1", purchaseOption: "spot" }),
    row({ price: "5", provider: "nebius" }),
    row({ price: "6", provider: "nebius", region: "eu-north1", purchaseOption: "spot" }),
  ];
  test.each([
    ["names nothing", {}, "1"],
    ["buys spot", { purchaseOption: "spot" }, "2"],
    ["stands in a region with a price", { region: "eu-north1" }, "3"],
    ["stands in a region without one", { region: "us-east1", purchaseOption: "spot" }, "2"],
    ["buys spot in a region: the region's own spot price", { region: "eu-north1", purchaseOption: "spot" }, "4"],
    ["is of a provider: its general price before the region's", { provider: "nebius", region: "eu-north1" }, "5"],
    ["is all three", { provider: "Nebius", region: "EU North1", purchaseOption: "SPOT" }, "6"],
    ["is of a provider without a price", { provider: "lambda" }, "1"],
  ])("for a job that %s", (_name, query, price) => {
    expect(choosePrice(rows, { ...H100, ...query })).toBe(price);
    expect(choosePrice(rows.toReversed(), { ...H100, ...query })).toBe(price);
  });

  test("is the region's own before the purchase option's own", () => {
    const both = [row({ price: "2", purchaseOption: "spot" }), row({ price: "3", region: "eu" })];
    expect(choosePrice(both, { ...H100, region: "eu", purchaseOption: "spot" })).toBe("3");
  });

  test("is never that of a region or option that was not named", () => {
    const elsewhere = [row({ region: "eu" }), row({ purchaseOption: "spot" }), row({ provider: "nebius" })];
    expect(choosePrice(elsewhere, H100)).toBeUndefined();
  });

  test("is found by an alias in any spelling, the name's own row first", () => {
    const aliased = [row({ price: "1", aliases: ["H100 SXM", "H100"] }), row({ price: "2", gpuType: "H100" })];
    expect(choosePrice(aliased, { ...H100, gpuType: "h100-sxm" })).toBe("1");
    expect(choosePrice(aliased, { ...H100, gpuType: "h100" })).toBe("2");
  });

  test("holds from its first instant until before its last", () => {
    const dated = [row({ validFrom: "2026-03-01T00:00:00.000Z", validTo: "2026-03-02T00:00:00.000Z" })];
    const priceAt = (iso: string) => choosePrice(dated, { ...H100, at: Date.parse(iso) });
    expect(priceAt("2026-02-28T23:59:59.999Z")).toBeUndefined();
    expect(priceAt("2026-03-01T00:00:00.000Z")).toBe("1");
    expect(priceAt("2026-03-01T23:59:59.999Z")).toBe("1");
    expect(priceAt("2026-03-02T00:00:00.000Z")).toBeUndefined();
  });
});

describe("a type without a price", () => {
  const known = [
    "NVIDIA H100-SXM5-80GB",
    "NVIDIA H100-PCIe-80GB",
    "NVIDIA A100-SXM4-80GB",
    "NVIDIA L40S",
    "NVIDIA GeForce RTX 4090",
    "TPU-v5p",
  ].map((gpuType) => row({ gpuType, aliases: gpuType === "TPU-v5p" ? ["Trillium"] : [] }));

  test.each([
    ["H100", ["NVIDIA H100-SXM5-80GB", "NVIDIA H100-PCIe-80GB"]],
    ["A100 80GB", ["NVIDIA A100-SXM4-80GB"]],
    ["NVIDA H100 SXM5", ["NVIDIA H100-SXM5-80GB"]],
    ["4090", ["NVIDIA GeForce RTX 4090"]],
    ["L40s 48GB", ["NVIDIA L40S"]],
    ["trilium", ["TPU-v5p"]],
  ])("%s is near %s", (written, [first]) => {
    const near = nearNames(written, known);
    expect(near[0]).toBe(first);
    expect(near.length).toBeLessThanOrEqual(3);
  });

  test.each(["Abacus", "", "--", "x".repeat(200)])("%s is near nothing", (written) =>
    expect(nearNames(written, known)).toEqual([]),
  );

  test("names what is near, or what the same type is priced for", () => {
    expect(unknownPriceWords(known, { ...H100, gpuType: "RTX4090" })).toBe(
      'No price is known for "RTX4090". Did you mean "NVIDIA GeForce RTX 4090"?',
    );
    const spot = [row({ provider: "nebius", purchaseOption: "spot" }), row({ region: "eu" })];
    expect(unknownPriceWords(spot, H100)).toBe(
      '"NVIDIA H100-SXM5-80GB" has no price for this provider, region and purchase option. It has one for nebius · spot or eu.',
    );
  });
});
