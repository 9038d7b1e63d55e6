import { randomUUID } from "node:crypto";
import { toInstant } from "@pipeline/core/instant";
import {
  NOTIFICATION_CATALOGUE,
  type NotificationPayload,
  type NotificationType,
} from "@pipeline/core/notification-types";
import { JsonObject } from "@pipeline/core/text";
import { notifications } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { writing, type Ctx, type Scope } from "../ctx";
import { notificationColumns, type Notification } from "./columns";
import { holdInbox, nextVersion } from "./inbox";

export type Notify<T extends NotificationType> = {
  type: T;
  payload: NotificationPayload<T>;
  /** The same key gives one notification, however often it is sent. */
  dedupeKey: string;
  /** When it happened, in ms; default now. Its place in the list. */
  at?: number;
};

type Rendered = { title: string; message: string; actionUrl: string; priority: Notification["priority"] };

function render<T extends NotificationType>(type: T, payload: NotificationPayload<T>, currency: string): Rendered {
  const { title, message, actionUrl, priority, payload: shape } = NOTIFICATION_CATALOGUE[type];
  const checked = shape.parse(payload) as never;
  return {
    title: title(checked),
    message: message(checked, { currency }),
    actionUrl: actionUrl(checked),
    priority,
  };
}

/**
 * Puts a notification of the catalogue into the actor's inbox, in the caller's transaction. A dedupe key that is
 * already there: that notification, unchanged.
 */
export async function notify<T extends NotificationType>(ctx: Ctx, input: Notify<T>): Promise<Notification> {
  return writing(ctx, async (scope) => {
    await holdInbox(scope);
    const known = await find(scope, input.dedupeKey);
    if (known) return known;
    const version = await nextVersion(scope);
    const at = toInstant(input.at ?? scope.now);
    const metadata = JsonObject.parse(input.payload);
    const [row] = await scope.tx
      .insert(notifications)
      .values({
        userId: scope.userId,
        id: randomUUID(),
        type: input.type,
        ...render(input.type, input.payload, ctx.currency),
        metadata,
        jobId: typeof metadata["job_id"] === "string" ? metadata["job_id"] : null,
        createdAt: at,
        sortAt: at,
        dedupeKey: input.dedupeKey,
        version,
      })
      .returning(notificationColumns);
    if (!row) throw new Error("A notification was not written.");
    return row;
  });
}

async function find({ tx, userId }: Scope, dedupeKey: string): Promise<Notification | undefined> {
  const [row] = await tx
    .select(notificationColumns)
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.dedupeKey, dedupeKey)));
  return row;
}
