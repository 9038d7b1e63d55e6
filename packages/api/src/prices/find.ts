import { spelling } from "@pipeline/core/spelling";
import { badInput, type DomainError } from "@pipeline/core/errors";
import { toInstant, toMs } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { and, desc, eq, gt, inArray, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import { choosePrice, type PriceQuery, type PriceRow } from "./choose";
import { unknownPriceWords } from "./near";
import { spellingOf } from "./spelling-sql";

export type { PriceQuery } from "./choose";

/** The prices of GPUs whose name or alias is one of these, in any spelling, of all times. */
export function pricesOf(db: Db, gpuTypes: readonly string[], when?: SQL): Promise<PriceRow[]> {
  const wanted = [...new Set(gpuTypes.map(spelling))];
  if (wanted.length === 0) return Promise.resolve([]);
  const alias = spellingOf(sql`alias`);
  const called = or(
    inArray(spellingOf(prices.gpuType), wanted),
    sql`exists (select 1 from unnest(${prices.aliases}) as alias where ${inArray(alias, wanted)})`,
  );
  return db
    .select()
    .from(prices)
    .where(and(eq(prices.unit, "gpu_hour"), called, when));
}

/** In SQL: prices that hold at an instant. */
export const validAt = (at: string) =>
  and(lte(prices.validFrom, at), or(isNull(prices.validTo), gt(prices.validTo, at)));

/** The price per GPU-hour at an instant (ms), the most specific one (see `choosePrice`); undefined when unknown. */
export async function findGpuPrice(db: Db, query: PriceQuery): Promise<string | undefined> {
  return choosePrice(await pricesOf(db, [query.gpuType], validAt(toInstant(query.at))), query);
}

/** The same, or BAD_INPUT on `gpuType` that names what is near: an unknown type never costs nothing. */
export async function gpuPrice(db: Db, query: PriceQuery): Promise<string> {
  const price = await findGpuPrice(db, query);
  if (price === undefined) throw await unknownPrice(db, query, "Give unitPrice (per GPU-hour).");
  return price;
}

/** BAD_INPUT on `gpuType` for what the catalogue cannot price: what it can, and what else may be done. */
export async function unknownPrice(db: Db, query: PriceQuery, way = ""): Promise<DomainError> {
  const known = await db
    .select()
    .from(prices)
    .where(and(eq(prices.unit, "gpu_hour"), validAt(toInstant(query.at))));
  return badInput("gpuType", `${unknownPriceWords(known, query)} ${way}`.trim());
}

/** A price per GB-month for any instant (ms); undefined where the catalogue has none. */
export type StoragePrices = (at: number) => string | undefined;

/** A price per GB-month with its bounds. */
export type StoragePrice = { price: string; from: string; to: string | null };

/** All prices of storage, read once. */
export async function storagePrices(db: Db): Promise<StoragePrices> {
  const rows = await datedStoragePrices(db);
  return (at) => rows.find(({ from, to }) => toMs(from) <= at && (to === null || at < toMs(to)))?.price;
}

/** The same with their dates, the latest first. */
export async function datedStoragePrices(db: Db): Promise<StoragePrice[]> {
  const everywhere = and(eq(prices.provider, ""), eq(prices.region, ""), eq(prices.purchaseOption, ""));
  return db
    .select({ price: prices.price, from: prices.validFrom, to: prices.validTo })
    .from(prices)
    .where(and(eq(prices.unit, "gb_month"), everywhere))
    .orderBy(desc(prices.validFrom), prices.id);
}
