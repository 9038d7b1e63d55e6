import { badInput } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { and, desc, eq, gt, inArray, isNull, lte, or, sql } from "drizzle-orm";

export type PriceQuery = { gpuType: string; provider?: string | null | undefined; at: number };

const validAt = (at: string) => and(lte(prices.validFrom, at), or(isNull(prices.validTo), gt(prices.validTo, at)));

/** The price per GPU-hour at an instant (ms), the provider's own before the general one, the name itself before an alias; undefined when unknown. */
export async function findGpuPrice(db: Db, query: PriceQuery): Promise<string | undefined> {
  const providers = query.provider ? [query.provider, ""] : [""];
  const [row] = await db
    .select({ price: prices.price })
    .from(prices)
    .where(
      and(
        eq(prices.unit, "gpu_hour"),
        or(eq(prices.gpuType, query.gpuType), sql`${query.gpuType} = any(${prices.aliases})`),
        inArray(prices.provider, providers),
        // A job names neither: only prices that hold everywhere and for every way of buying.
        eq(prices.region, ""),
        eq(prices.purchaseOption, ""),
        validAt(toInstant(query.at)),
      ),
    )
    .orderBy(desc(prices.provider), desc(sql`${prices.gpuType} = ${query.gpuType}`), desc(prices.validFrom), prices.id)
    .limit(1);
  return row?.price;
}

/** The same, or BAD_INPUT on `gpuType`: an unknown type never costs nothing. */
export async function gpuPrice(db: Db, query: PriceQuery): Promise<string> {
  const price = await findGpuPrice(db, query);
  if (price === undefined) {
    throw badInput("gpuType", `No price is known for "${query.gpuType}". Give unitPrice (per GPU-hour).`);
  }
  return price;
}

/** A price per GB-month for any instant (ms); undefined where the catalogue has none. */
export type StoragePrices = (at: number) => string | undefined;

/** All prices of storage, read once. */
export async function storagePrices(db: Db): Promise<StoragePrices> {
  const rows = await db
    .select({ price: prices.price, from: prices.validFrom, to: prices.validTo })
    .from(prices)
    .where(and(eq(prices.unit, "gb_month"), eq(prices.provider, ""), eq(prices.region, "")))
    .orderBy(desc(prices.validFrom), prices.id);
  return (at) => rows.find(({ from, to }) => toMs(from) <= at && (to === null || at < toMs(to)))?.price;
}
