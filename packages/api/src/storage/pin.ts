import type { Db } from "@pipeline/db";
import { artifacts } from "@pipeline/db/schema";
import { and, gte, isNotNull, isNull, lt } from "drizzle-orm";
import { datedStoragePrices } from "../prices/find";

/**
 * Keeps the price of every user's files that were booked before prices were kept: the catalogue's, which must not have
 * changed since. To be called by whoever is about to change it.
 */
export async function pinBooked(owner: Db): Promise<void> {
  for (const { price, from, to } of await datedStoragePrices(owner)) {
    await owner
      .update(artifacts)
      .set({ unitPrice: price })
      .where(
        and(
          isNull(artifacts.unitPrice),
          isNotNull(artifacts.meteredUntil),
          gte(artifacts.storedFrom, from),
          to === null ? undefined : lt(artifacts.storedFrom, to),
        ),
      );
  }
}
