import type { Price } from "@pipeline/react";
import { describe, expect, test } from "vitest";
import { gpuTypes, readView, shownPrices, timeOf, viewHref } from "./view";

const NOW = Date.parse("2026-03-10T12:00:00.000Z");
const price = (over: Partial<Price>): Price => ({
  id: "1",
  unit: "gpu_hour",
  gpuType: "NVIDIA H100-SXM5-80GB",
  aliases: [],
  provider: "",
  region: "",
  purchaseOption: "",
  price: "2.95",
  validFrom: null,
  validTo: null,
  source: "",
  ...over,
});

describe("the price catalogue on the page", () => {
  test("hides what holds no more until it is asked for, and shows what is to come", () => {
    const past = price({ validTo: "2026-03-10T12:00:00.000Z" });
    const current = price({ validFrom: "2026-03-10T12:00:00.000Z" });
    const coming = price({ validFrom: "2026-03-10T12:00:00.001Z" });
    expect([past, current, coming].map((one) => timeOf(one, NOW))).toEqual(["past", "current", "coming"]);
    expect(shownPrices([past, current, coming], { search: "", past: false }, NOW)).toEqual([current, coming]);
    expect(shownPrices([past, current, coming], { search: "", past: true }, NOW)).toHaveLength(3);
  });

  test("is searched word by word in any spelling, by alias, provider, region and option too", () => {
    const h100 = price({ aliases: ["H100 SXM"], provider: "nebius", region: "eu-north1", purchaseOption: "spot" });
    const storage = price({ unit: "gb_month", gpuType: "" });
    const found = (search: string) => shownPrices([h100, storage], { search, past: false }, NOW);
    for (const search of ["h100sxm", "SPOT nebius", "EU North1", "  80gb  "]) expect(found(search)).toEqual([h100]);
    expect(found("storage")).toEqual([storage]);
    expect(found("h100 lambda")).toEqual([]);
    expect(found("")).toHaveLength(2);
  });

  test("names each GPU type once, and no storage", () => {
    expect(gpuTypes([price({}), price({ provider: "x" }), price({ unit: "gb_month", gpuType: "" })])).toEqual([
      "NVIDIA H100-SXM5-80GB",
    ]);
  });

  test.each([
    { search: "", past: false },
    { search: "h100 & more", past: true },
  ])("keeps its view in the address", (view) => {
    expect(readView(new URL(viewHref(view), "http://localhost").searchParams)).toEqual(view);
  });
});
