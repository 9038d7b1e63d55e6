import { PRICE_CHANGES, PRICE_UNITS } from "@pipeline/core/prices";
import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
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

/**
 * What imports have changed in the catalogue, a row for each price that was: nobody's rows, added to and never changed. No
 * reference to `prices`, on purpose: what was stays told whatever becomes of a price.
 */
export const priceChanges = pgTable(
  "price_changes",
  {
    at: instant().notNull(),
    importId: uuid().notNull(),
    /** Its place in the import, from 0. */
    position: integer().notNull(),
    change: text({ enum: PRICE_CHANGES }).notNull(),
    /** The name of the file without its folders, and the SHA-256 of its bytes; null for what the release says without one. */
    file: text(),
    fileSha256: text(),
    priceId: uuid().notNull(),
    // What no import changes of a price.
    unit: text({ enum: PRICE_UNITS }).notNull(),
    provider: text().notNull(),
    region: text().notNull(),
    purchaseOption: text().notNull(),
    gpuType: text().notNull(),
    validFrom: instant().notNull(),
    // What it was, null where it was not there, and what it is since.
    priceBefore: money(),
    priceAfter: money().notNull(),
    validToBefore: instant(),
    validToAfter: instant(),
    aliasesBefore: text().array(),
    aliasesAfter: text().array().notNull(),
    sourceBefore: text(),
    sourceAfter: text().notNull(),
  },
  (t) => [
    // Pages, oldest first.
    primaryKey({ columns: [t.at, t.importId, t.position] }),
    check("price_changes_change", oneOf(t.change, PRICE_CHANGES)),
    check(
      "price_changes_before",
      sql`(${t.change} = 'added') = (${t.priceBefore} IS NULL) AND (${t.change} = 'added') = (${t.aliasesBefore} IS NULL)
        AND (${t.change} = 'added') = (${t.sourceBefore} IS NULL) AND (${t.change} <> 'added' OR ${t.validToBefore} IS NULL)`,
    ),
    check("price_changes_file", sql`(${t.file} IS NULL) = (${t.fileSha256} IS NULL)`),
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
