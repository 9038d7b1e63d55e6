import { spelling } from "@pipeline/core/spelling";
import type { Price } from "@pipeline/react";

/** What the page shows; it lives in the address, so that it can be sent and gone back to. */
export type PricesView = { search: string; past: boolean };

/** Reads the address; what it does not understand is left out. */
export function readView(params: { get: (name: string) => string | null }): PricesView {
  return { search: params.get("q") ?? "", past: params.get("past") === "1" };
}

/** The address of a view. */
export function viewHref({ search, past }: PricesView): string {
  const params = new URLSearchParams();
  if (search !== "") params.set("q", search);
  if (past) params.set("past", "1");
  return params.size === 0 ? "/prices" : `/prices?${params}`;
}

/** When a price holds: now, no more, not yet. */
export type PriceTime = "current" | "past" | "coming";

/** Where a price stands at an instant (ms). */
export function timeOf({ validFrom, validTo }: Pick<Price, "validFrom" | "validTo">, now: number): PriceTime {
  if (validTo !== null && Date.parse(validTo) <= now) return "past";
  return validFrom !== null && Date.parse(validFrom) > now ? "coming" : "current";
}

/** The prices of a view at an instant (ms): every word of the search is found, however it is spelled. */
export function shownPrices(prices: readonly Price[], { search, past }: PricesView, now: number): Price[] {
  const words = search.split(/\s+/).map(spelling);
  return prices
    .filter((price) => past || timeOf(price, now) !== "past")
    .filter((price) => {
      const written = spelling(writtenOn(price));
      return words.every((word) => written.includes(word));
    });
}

function writtenOn({ gpuType, unit, aliases, provider, region, purchaseOption, source }: Price): string {
  const name = unit === "gb_month" ? "Storage" : gpuType;
  return [name, ...aliases, provider, region, purchaseOption, source].join("\n");
}

/** The GPU types that have a price, each once. */
export function gpuTypes(prices: readonly Price[]): string[] {
  return [...new Set(prices.filter(({ unit }) => unit === "gpu_hour").map(({ gpuType }) => gpuType))];
}
