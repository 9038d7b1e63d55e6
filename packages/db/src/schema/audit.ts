import { AUDIT_ACTORS, AUDIT_OUTCOMES } from "@pipeline/core/audit";
import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant, userId } from "./columns";
import { oneOf } from "./one-of";

/**
 * Changes of money and security, done or refused: append-only for the application and its door. No reference to `users`,
 * on purpose: who takes over an account and deletes it does not take the traces along.
 */
export const auditEntries = pgTable(
  "audit_entries",
  {
    userId: userId(),
    id: id(),
    at: instant().notNull(),
    /** One of `AUDIT_ACTIONS`. */
    action: text().notNull(),
    /** The id of what it was about. */
    subject: text(),
    outcome: text({ enum: AUDIT_OUTCOMES }).notNull(),
    /** Why it was refused; null for what was done. */
    code: text(),
    actor: text({ enum: AUDIT_ACTORS }).notNull(),
    /** The id of the session or of the key, which is no secret. */
    actorId: text(),
    requestId: text(),
    /** Where the request came from, if known. */
    address: text(),
  },
  (t) => [
    // Pages, newest first; walked backward.
    primaryKey({ columns: [t.userId, t.at, t.id] }),
    check("audit_entries_actor", oneOf(t.actor, AUDIT_ACTORS)),
    check(
      "audit_entries_outcome",
      sql`(${t.outcome} = 'done' AND ${t.code} IS NULL) OR (${t.outcome} = 'refused' AND ${t.code} IS NOT NULL)`,
    ),
    // Due work: what is old, across users. By blocks, which lie in the order of time: no list of a user's is tempted by it.
    index("audit_entries_at_idx").using("brin", t.at).with({ autosummarize: true }),
  ],
);
