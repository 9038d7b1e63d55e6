import { prices } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import type { TestApi } from "../testing";

type NewPrice = Partial<typeof prices.$inferInsert> & { gpuType: string; price: string };

/** Puts a price into the catalogue, from the beginning when it says nothing else. */
export async function addPrice(api: TestApi, price: NewPrice): Promise<void> {
  await api.owner.db.insert(prices).values({ unit: "gpu_hour", validFrom: "0001-01-01T00:00:00.000Z", ...price });
}

/** Puts a price right, as `import-prices --replace` does. */
export async function setPrice(api: TestApi, gpuType: string, price: string, validFrom?: string): Promise<void> {
  const since = validFrom === undefined ? undefined : eq(prices.validFrom, validFrom);
  await api.owner.db
    .update(prices)
    .set({ price })
    .where(and(eq(prices.gpuType, gpuType), since));
}

/** Puts the price of storage right, as `import-prices --replace` does. */
export async function setStoragePrice(api: TestApi, price: string): Promise<void> {
  await api.owner.db.update(prices).set({ price }).where(eq(prices.unit, "gb_month"));
}
