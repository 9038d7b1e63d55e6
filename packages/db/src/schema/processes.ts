import { index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns";

// What server processes agree on. Nobody's rows: in a sharded database these tables stay on the coordinator. Times are the
// database's, whose clock all processes share.

/** Work that one process does for all, until `expires_at` unless it is heard of again. */
export const leases = pgTable("leases", {
  name: text().primaryKey(),
  holder: uuid().notNull(),
  renewedAt: instant().notNull(),
  expiresAt: instant().notNull(),
});

/** What somebody has used of a limit, told by all processes; it counts until `ends_at`. */
export const limitCounts = pgTable(
  "limit_counts",
  {
    /** The limit and whom it holds for. */
    key: text().primaryKey(),
    count: integer().notNull(),
    countedAt: instant().notNull(),
    endsAt: instant().notNull(),
  },
  (t) => [index("limit_counts_ends_at_idx").on(t.endsAt)],
);
