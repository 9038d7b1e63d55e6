import { PRICE_UNITS } from "@pipeline/core/prices";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant, money, moneySum, userId } from "./columns";
import { oneOf } from "./one-of";
import { users } from "./users";

/** The catalogue: dated prices, the same for every user. */
export const prices = pgTable(
  "prices",
  {
    id: id().primaryKey(),
    unit: text({ enum: PRICE_UNITS }).notNull(),
    /** '' = any provider, region, purchase option. */
    provider: text().notNull().default(""),
    region: text().notNull().default(""),
    purchaseOption: text().notNull().default(""),
    /** GPU or instance type as users write it; '' for storage. */
    gpuType: text().notNull().default(""),
    /** Other spellings of gpu_type. */
    aliases: text()
      .array()
      .notNull()
      .default(sql`'{}'`),
    price: money().notNull(),
    validFrom: instant().notNull(),
    /** null: until further notice. */
    validTo: instant(),
    source: text().notNull().default(""),
  },
  (t) => [
    check("prices_unit", oneOf(t.unit, PRICE_UNITS)),
    check("prices_price", sql`${t.price} >= 0 AND ${t.price} <> 'NaN'`),
    index("prices_gpu_type_valid_from_idx").on(t.unit, t.gpuType, t.validFrom),
  ],
);

/** Re-ratings by the key of their request: what each has done, so that a retry does nothing else. */
export const reratings = pgTable(
  "reratings",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    idempotencyKey: text().notNull(),
    bodyHash: text().notNull(),
    /** Records that were written. */
    corrected: integer().notNull(),
    difference: moneySum().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.idempotencyKey] })],
);

/** Facts of this installation that must not change under it: the currency, what the demo has loaded. */
export const installation = pgTable("installation", {
  key: text().primaryKey(),
  value: text().notNull(),
});
