import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { userId } from "./columns";
import { users } from "./users";

/** One row a user: what the person chose. Written rarely; locked by every write of a cost for its zone. */
export const accountSettings = pgTable(
  "account_settings",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    /** IANA zone in which the day grain of cost_rollups is cut. */
    timeZone: text().notNull().default("UTC"),
    preferences: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [primaryKey({ columns: [t.userId] })],
);
