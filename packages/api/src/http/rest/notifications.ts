import { ListNotifications, NotificationId } from "@pipeline/core/notifications";
import { z } from "zod";
import { markRead } from "../../notifications/change";
import { listNotifications } from "../../notifications/list";
import { restRoute } from "./route";

const ListInput = z.strictObject({
  unread: z.enum(["true", "false"], "Must be true or false.").optional(),
  cursor: ListNotifications.shape.cursor,
  limit: ListNotifications.shape.limit,
});

export const notificationRoutes = [
  restRoute({
    method: "GET",
    path: "/api/notifications",
    scope: "notifications:read",
    input: ListInput,
    async run(ctx, { unread, ...page }) {
      const filter = unread === "true" ? "unread" : "all";
      const { items, unreadCount, nextCursor } = await listNotifications(ctx, { ...page, filter });
      return { notifications: items, unreadCount, nextCursor };
    },
  }),
  restRoute({
    method: "PATCH",
    path: "/api/notifications/:id/read",
    scope: "notifications:write",
    input: NotificationId.pick({ id: true }),
    async run(ctx, input) {
      await markRead(ctx, input);
    },
  }),
];
