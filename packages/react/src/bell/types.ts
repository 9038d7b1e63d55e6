import type { HookError } from "../hook-status";
import type { HookPages } from "../hook-pages";
import type { MarkAllReadInput, Notification, UseNotificationsOptions } from "../types";

/** A change of the inbox that can be taken back. */
export type ChangeKind = "markRead" | "markUnread" | "archive" | "unarchive" | "snooze" | "markAllRead";

/** Changes one row; with `groupUpTo` also the rest of its group, as far as it was there at that version. */
type ChangeRow = (id: string, groupUpTo?: number) => void;

/** What the bell needs of `useMarkRead`. Without `snooze` nothing can be snoozed. */
export type InboxMarks = {
  markRead: ChangeRow;
  markUnread: ChangeRow;
  archive: ChangeRow;
  unarchive: ChangeRow;
  /** `until` null wakes at once. */
  snooze?: (id: string, until: string | null, groupUpTo?: number) => void;
  markAllRead: (input: MarkAllReadInput) => void;
  error: HookError | undefined;
  retry: () => void;
};

/** What was changed last, here or elsewhere on the page. `until`: when it comes back, of a snooze. */
export type LastChange = { kind: ChangeKind; count: number; version: number; until?: string | null };
export type UseLastChange = { change: LastChange | undefined; undo: () => void; dismiss: () => void };

/** What the bell needs of `useNotifications`. */
export type InboxList = HookPages<Notification> & { unreadCount: number | undefined; version: number | undefined };

/** The hooks that a bell is built on. Without the last two there is no undo, and nothing urgent pops up. */
export type BellHooks = {
  useNotifications: (options: UseNotificationsOptions) => InboxList;
  useUnreadCount: () => { count: number | undefined };
  useMarkRead: () => InboxMarks;
  useLastChange?: () => UseLastChange;
  /** Calls back with what has arrived while the page is open, in one tab of the browser. */
  useNewNotifications?: (onNew: (rows: readonly Notification[]) => void) => void;
};
