import { z } from "zod";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant-schema";
import { NOTIFICATION_TYPES } from "./notification-looks";
import { Uuid, whole } from "./text";

export const PRIORITIES = ["low", "medium", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];

/** `all` is the inbox: what is neither archived nor snoozed. */
export const NOTIFICATION_FILTERS = ["all", "unread", "archived", "snoozed"] as const;
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

/** A state of the inbox; every change has a higher one. */
export const Version = whole(0, Number.MAX_SAFE_INTEGER);

/** One notification; with `groupUpTo` also the rest of its group, as far as it was there at that version. */
export const NotificationId = z.strictObject({ id: Uuid, groupUpTo: Version.optional() });
export type NotificationId = z.infer<typeof NotificationId>;

/** `until` lies in the future, a year at most; null wakes it at once. */
export const SnoozeNotification = NotificationId.extend({ until: InstantInput.nullable() });
export type SnoozeNotification = z.infer<typeof SnoozeNotification>;

export const PollInbox = z.strictObject({ since: Version });
export type PollInbox = z.infer<typeof PollInbox>;

/** The version that the call to take back answered. */
export const UndoChange = z.strictObject({ version: Version });
export type UndoChange = z.infer<typeof UndoChange>;

const VersionText = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number)
  .pipe(Version);

/** Where a stream of hints was interrupted; a browser sends it as text. */
export const ListenForChanges = z.strictObject({
  lastEventId: z.union([Version, VersionText], "Must be a version of the inbox.").nullish(),
});
export type ListenForChanges = z.infer<typeof ListenForChanges>;

export const MarkAllRead = z.strictObject({
  upTo: Version,
  types: z.array(z.enum(NOTIFICATION_TYPES)).min(1).max(NOTIFICATION_TYPES.length).optional(),
});
export type MarkAllRead = z.infer<typeof MarkAllRead>;
