import { statement, type Db, type Given } from "@pipeline/db";
import { limitCounts } from "@pipeline/db/schema";
import { and, eq, gt, sql } from "drizzle-orm";

/** What all processes have told of a limit, and how long that still counts, ms. */
export type Count = { readonly count: number; readonly leftMs: number };

/** The counts that all processes share. Times are the database's. */
export type Counts = {
  /** Adds `n` to what counts for `leftMs` from now on, at the latest. Undefined, and nothing added, where it was `most` already. */
  add(key: string, n: number, leftMs: number, most?: number): Promise<Count | undefined>;
  /** Undefined where nothing counts. */
  get(key: string): Promise<Count | undefined>;
  /** Takes one back. */
  giveBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
};

const ANY = 1_000_000_000;

/** Over the door's connection. */
export function createCounts(db: Db): Counts {
  return {
    async add(key, n, leftMs, most = ANY) {
      const [counted] = await addTo(db, { key, n, left: `${Math.ceil(leftMs)} ms`, most });
      return counted;
    },
    async get(key) {
      const leftMs = sql<number>`extract(epoch from ${limitCounts.endsAt} - now())::float8 * 1000`;
      const [row] = await db
        .select({ count: limitCounts.count, leftMs })
        .from(limitCounts)
        .where(and(eq(limitCounts.key, key), gt(limitCounts.endsAt, sql`now()`)));
      return row;
    },
    async giveBack(key) {
      await db
        .update(limitCounts)
        .set({ count: sql`${limitCounts.count} - 1` })
        .where(and(eq(limitCounts.key, key), gt(limitCounts.count, 0)));
    },
    async forget(key) {
      await db.delete(limitCounts).where(eq(limitCounts.key, key));
    },
  };
}

type Added = { key: string; n: number; left: string; most: number };

// What ends first ends all: whatever is added was used since it began.
const addTo = statement(
  (_: Db, { key, n, left, most }: Given<Added>) =>
    sql<Added & Count>`
      insert into ${limitCounts} as known (key, count, counted_at, ends_at)
      values (${key}, ${n}::int, now(), now() + ${left}::interval)
      on conflict (key) do update set
        count = case when known.ends_at <= excluded.counted_at then 0 else known.count end + excluded.count,
        counted_at = excluded.counted_at,
        ends_at = case when known.ends_at <= excluded.counted_at
          then excluded.ends_at else least(known.ends_at, excluded.ends_at) end
      where known.count < ${most}::int or known.ends_at <= excluded.counted_at
      returning count, extract(epoch from ends_at - counted_at)::float8 * 1000 as "leftMs"`,
);
