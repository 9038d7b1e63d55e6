import type { NotificationPayload, NotificationType } from "@pipeline/core/notification-types";
import { notifications } from "@pipeline/db/schema";
import { getTableColumns } from "drizzle-orm";

const { dedupeKey: _key, before: _before, removedAt: _removed, ...shown } = getTableColumns(notifications);

/** What a caller sees of a notification. */
export const notificationColumns = shown;
type ShownRow = Omit<typeof notifications.$inferSelect, "dedupeKey" | "before" | "removedAt">;

type Typed<T extends NotificationType> = Omit<ShownRow, "type" | "metadata"> & {
  type: T;
  metadata: NotificationPayload<T>;
};

/** A notification of any type: its `type` says what `metadata` holds. */
export type Notification = { [T in NotificationType]: Typed<T> }[NotificationType];
/** A notification of one type, with the payload of that type. */
export type NotificationOf<T extends NotificationType> = Extract<Notification, { type: T }>;

/** A row as callers see it. `notify` checked its payload when it was written, and nothing changes a payload. */
export function toNotification(row: ShownRow): Notification {
  return row as Notification;
}
