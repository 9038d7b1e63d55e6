import { NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import { PRIORITIES } from "@pipeline/core/notifications";
import type { JsonObject } from "@pipeline/core/text";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";
import { id, instant, userId } from "./columns";
import { jobs } from "./jobs";
import { oneOf } from "./one-of";
import { users } from "./users";

/** What marks change of a notification. */
export type NotificationState = {
  read: boolean;
  readAt: string | null;
  archivedAt: string | null;
  snoozedUntil: string | null;
  sortAt: string;
};

export const notifications = pgTable(
  "lora_notifications",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    id: id(),
    type: varchar({ length: 50 }).$type<NotificationType>().notNull(),
    title: varchar({ length: 200 }).notNull(),
    message: text().notNull(),
    priority: text({ enum: PRIORITIES }).notNull(),
    read: boolean().notNull().default(false),
    /** A path of the application. */
    actionUrl: text(),
    metadata: jsonb().$type<JsonObject>().notNull().default({}),
    createdAt: instant().notNull(),
    jobId: uuid(),
    groupKey: text(),
    readAt: instant(),
    archivedAt: instant(),
    /** Out of the inbox until a reader finds it due; then null again, with a new version. */
    snoozedUntil: instant(),
    /** When it has nothing more to say: the reader that finds it due removes it. */
    expiresAt: instant(),
    /** In no list any more. The row stays a while as the memory of its removal and of its dedupe key. */
    removedAt: instant(),
    /** What the change that gave the row its version found there: what undoing it puts back. */
    before: jsonb().$type<NotificationState>(),
    /** Place in the list: created_at, or the instant a snooze ended. */
    sortAt: instant().notNull(),
    dedupeKey: text().notNull(),
    /** Version of the inbox at this row's last change. */
    version: bigint({ mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    unique("lora_notifications_dedupe_key").on(t.userId, t.dedupeKey),
    foreignKey({
      name: "lora_notifications_job_fk",
      columns: [t.userId, t.jobId],
      foreignColumns: [jobs.userId, jobs.id],
    }),
    check("lora_notifications_type", oneOf(t.type, NOTIFICATION_TYPES)),
    check("lora_notifications_priority", oneOf(t.priority, PRIORITIES)),
    // Feed, newest first; ascending on purpose, Postgres walks it backward.
    index("lora_notifications_feed_idx")
      .on(t.userId, t.sortAt, t.id)
      .where(sql`archived_at IS NULL AND snoozed_until IS NULL AND removed_at IS NULL`),
    index("lora_notifications_archive_idx")
      .on(t.userId, t.sortAt, t.id)
      .where(sql`archived_at IS NOT NULL AND removed_at IS NULL`),
    // Unread list and badge: one predicate.
    index("lora_notifications_unread_idx")
      .on(t.userId, t.sortAt, t.id)
      .where(sql`read = false AND archived_at IS NULL AND snoozed_until IS NULL AND removed_at IS NULL`),
    // What a reader finds due, and the list of what is snoozed.
    index("lora_notifications_snoozed_idx")
      .on(t.userId, t.snoozedUntil, t.id)
      .where(sql`snoozed_until IS NOT NULL AND removed_at IS NULL`),
    index("lora_notifications_expiry_idx")
      .on(t.userId, t.expiresAt)
      .where(sql`expires_at IS NOT NULL AND removed_at IS NULL`),
    // Memories of removals, the oldest first.
    index("lora_notifications_removed_idx")
      .on(t.userId, t.removedAt)
      .where(sql`removed_at IS NOT NULL`),
    // A burst, and who joins it.
    index("lora_notifications_group_idx")
      .on(t.userId, t.groupKey, t.createdAt)
      .where(sql`group_key IS NOT NULL AND removed_at IS NULL`),
    // What changed since a version.
    index("lora_notifications_version_idx").on(t.userId, t.version),
    index("lora_notifications_job_id_idx").on(t.userId, t.jobId, t.sortAt, t.id),
  ],
);

/** One row a user: the version every change of the inbox raises under this row's lock. */
export const inboxState = pgTable(
  "inbox_state",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    version: bigint({ mode: "number" }).notNull().default(0),
    /** When the next snooze or expiry is due; never later than that. */
    nextDueAt: instant(),
    /** Removals up to this version are forgotten: a delta since an earlier one would miss them. */
    floorVersion: bigint({ mode: "number" }).notNull().default(0),
    /** When retention last looked. */
    sweptAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.userId] }),
    // For the due-work loop. A raised version touches neither.
    index("inbox_state_due_idx")
      .on(t.nextDueAt)
      .where(sql`next_due_at IS NOT NULL`),
    index("inbox_state_swept_idx").on(t.sweptAt),
  ],
);
