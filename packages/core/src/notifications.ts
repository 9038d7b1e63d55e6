import { z } from "zod";
import { CursorInput, limit } from "./cursor";
import { NOTIFICATION_TYPES } from "./notification-types";
import { Uuid, whole } from "./text";

export const PRIORITIES = ["low", "medium", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** `all` is what is not archived. */
export const NOTIFICATION_FILTERS = ["all", "unread", "archived"] as const;
export type NotificationFilter = (typeof NOTIFICATION_FILTERS)[number];

export const ListNotifications = z.strictObject({
  filter: z.enum(NOTIFICATION_FILTERS).default("all"),
  types: z.array(z.enum(NOTIFICATION_TYPES)).min(1).max(NOTIFICATION_TYPES.length).optional(),
  priorities: z.array(z.enum(PRIORITIES)).min(1).max(PRIORITIES.length).optional(),
  jobId: Uuid.optional(),
  cursor: CursorInput.optional(),
  limit: limit(100, 20),
});
export type ListNotifications = z.infer<typeof ListNotifications>;

export const NotificationId = z.strictObject({ id: Uuid });
export type NotificationId = z.infer<typeof NotificationId>;

/** A state of the inbox; every change has a higher one. */
export const Version = whole(0, Number.MAX_SAFE_INTEGER);

export const MarkAllRead = z.strictObject({
  upTo: Version,
  types: z.array(z.enum(NOTIFICATION_TYPES)).min(1).max(NOTIFICATION_TYPES.length).optional(),
});
export type MarkAllRead = z.infer<typeof MarkAllRead>;
