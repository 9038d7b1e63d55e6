import type { Db } from "@pipeline/db";
import { priceChanges } from "@pipeline/db/schema";
import { and, asc, gte, sql } from "drizzle-orm";

/** What has become of one price in one import. */
export type PriceChangeRow = typeof priceChanges.$inferSelect;

const PAGE = 1000;

/** What imports have changed in the catalogue since an instant, or ever, a page at a time, newest last. */
export async function* readPriceChanges(owner: Db, since?: string): AsyncGenerator<PriceChangeRow[]> {
  let last: PriceChangeRow | undefined;
  do {
    const page = await pageOf(owner, since, last);
    yield page;
    last = page.length < PAGE ? undefined : page.at(-1);
  } while (last);
}

function pageOf(owner: Db, since?: string, last?: PriceChangeRow): Promise<PriceChangeRow[]> {
  const { at, importId, position } = priceChanges;
  return owner
    .select()
    .from(priceChanges)
    .where(
      and(
        since === undefined ? undefined : gte(at, since),
        last &&
          sql`(${at}, ${importId}, ${position}) > (${last.at}::timestamptz, ${last.importId}::uuid, ${last.position}::int)`,
      ),
    )
    .orderBy(asc(at), asc(importId), asc(position))
    .limit(PAGE);
}
