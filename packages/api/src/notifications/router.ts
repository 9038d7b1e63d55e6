import {
  ListNotifications,
  MarkAllRead,
  NotificationId,
  PollInbox,
  SnoozeNotification,
  UndoChange,
} from "@pipeline/core/notifications";
import { requires, router } from "../trpc";
import { archive, markRead, markUnread, unarchive } from "./change";
import { listNotifications } from "./list";
import { markAllRead } from "./mark-all-read";
import { POLL_AFTER_MS, pollInbox } from "./poll";
import { snooze } from "./snooze";
import { undoChange } from "./undo";

const read = requires("notifications:read");
const write = requires("notifications:write");

export const notificationsRouter = router({
  list: read.input(ListNotifications).query(({ ctx, input }) => listNotifications(ctx, input)),
  poll: read.input(PollInbox).query(async ({ ctx, input }) => ({
    ...(await pollInbox(ctx, input)),
    pollAfterMs: ctx.pollAfterMs?.() ?? POLL_AFTER_MS,
  })),
  markRead: write.input(NotificationId).mutation(({ ctx, input }) => markRead(ctx, input)),
  markUnread: write.input(NotificationId).mutation(({ ctx, input }) => markUnread(ctx, input)),
  markAllRead: write.input(MarkAllRead).mutation(({ ctx, input }) => markAllRead(ctx, input)),
  archive: write.input(NotificationId).mutation(({ ctx, input }) => archive(ctx, input)),
  unarchive: write.input(NotificationId).mutation(({ ctx, input }) => unarchive(ctx, input)),
  snooze: write.input(SnoozeNotification).mutation(({ ctx, input }) => snooze(ctx, input)),
  undo: write.input(UndoChange).mutation(({ ctx, input }) => undoChange(ctx, input)),
});
