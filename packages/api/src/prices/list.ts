import { CursorInstant, decodeCursor, encodeCursor, type Page } from "@pipeline/core/cursor";
import type { ListPrices } from "@pipeline/core/prices";
import { prices } from "@pipeline/db/schema";
import { and, asc, sql } from "drizzle-orm";
import { z } from "zod";
import { reading, type Ctx } from "../ctx";
import type { PriceRow } from "./choose";
import { validAt } from "./find";
import { BEGINNING } from "./seed";

/**
 * A price of the catalogue. `''` as provider, region or purchase option: any; as GPU type: storage. `validFrom` null:
 * from the beginning; `validTo` null: until further notice.
 */
export type CataloguePrice = Omit<PriceRow, "validFrom"> & { validFrom: string | null };

const Place = z.strictObject({
  storage: z.literal([0, 1]),
  gpuType: z.string(),
  provider: z.string(),
  region: z.string(),
  purchaseOption: z.string(),
  validFrom: CursorInstant,
  id: z.uuid(),
});

// GPUs by name, storage last.
const ORDER = [
  sql<number>`(${prices.unit} = 'gb_month')::int`,
  prices.gpuType,
  prices.provider,
  prices.region,
  prices.purchaseOption,
  prices.validFrom,
  prices.id,
];

/** A page of the catalogue, the same for everyone: with `at` what holds then, without it every price of all times. */
export async function listPrices(ctx: Ctx, input: ListPrices): Promise<Page<CataloguePrice>> {
  return reading(ctx, async ({ tx }) => {
    const { cursor, limit, ...list } = input;
    const name = JSON.stringify(["prices", list]);
    const place = cursor === undefined ? undefined : decodeCursor(cursor, name, Place);
    const rows = await tx
      .select()
      .from(prices)
      .where(and(input.at === undefined ? undefined : validAt(input.at), place && after(place)))
      .orderBy(...ORDER.map((column) => asc(column)))
      .limit(limit + 1);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    return { items: items.map(toItem), nextCursor: last ? encodeCursor(name, placeOf(last)) : null };
  });
}

function after(place: z.infer<typeof Place>) {
  const { storage, gpuType, provider, region, purchaseOption, validFrom, id } = place;
  return sql`(${sql.join(ORDER, sql`, `)}) > (${storage}::int, ${gpuType}::text, ${provider}::text, ${region}::text,
    ${purchaseOption}::text, ${validFrom}::timestamptz, ${id}::uuid)`;
}

function placeOf({ unit, gpuType, provider, region, purchaseOption, validFrom, id }: PriceRow) {
  return { storage: unit === "gb_month" ? 1 : 0, gpuType, provider, region, purchaseOption, validFrom, id };
}

function toItem(row: PriceRow): CataloguePrice {
  return { ...row, validFrom: row.validFrom === BEGINNING ? null : row.validFrom };
}
