import type { UseLastChange } from "../notifications/use-last-change";
import type { UseMarkRead } from "../notifications/use-mark-read";
import type { UseNotifications } from "../notifications/use-notifications";
import type { UseUnreadCount } from "../notifications/use-unread-count";
import type { Notification, UseNotificationsOptions } from "../types";

/** The hooks that a bell is built on, as `createPipelineHooks` gives them. */
export type BellHooks = {
  useNotifications: (options: UseNotificationsOptions) => UseNotifications;
  useUnreadCount: () => UseUnreadCount;
  useMarkRead: () => UseMarkRead;
  useLastChange: () => UseLastChange;
  useNewNotifications: (onNew: (rows: readonly Notification[]) => void) => void;
};
