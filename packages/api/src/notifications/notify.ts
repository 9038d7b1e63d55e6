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
import { groupKeyOf } from "./bursts";
import { notificationColumns, toNotification, type Notification } from "./columns";
import { holdInbox, nextVersion } from "./inbox";
import { channelsOf, chosenPreferences } from "./preferences/chosen";

export type Notify<T extends NotificationType> = {
  type: T;
  payload: NotificationPayload<T>;
  /** The same key gives one notification, however often it is sent. */
  dedupeKey: string;
  /** When it happened, in ms; default now. Its place in the list. */
  at?: number;
  /** When it has nothing more to say, in ms; default as long after now as its type lasts. */
  expiresAt?: number;
};

const DAY_MS = 86_400_000;

/**
 * Puts a notification of the catalogue into the actor's inbox, in the caller's transaction; a type that the actor has
 * switched off goes straight to the archive, as read. A dedupe key that is already there: that notification, unchanged.
 * Throws ZodError on a payload of another shape.
 */
export async function notify<T extends NotificationType>(ctx: Ctx, input: Notify<T>): Promise<Notification> {
  return writing(ctx, async (scope) => {
    await holdInbox(scope);
    const [known, chosen] = await Promise.all([find(scope, input.dedupeKey), chosenPreferences(scope)]);
    if (known) return known;
    const { type, payload, dedupeKey, at = scope.now } = input;
    const { tell, priority, lastsDays } = NOTIFICATION_CATALOGUE[type];
    const { group, ...words } = tell(payload, { currency: ctx.currency });
    const metadata = JsonObject.parse(payload);
    const expiry = input.expiresAt ?? (lastsDays === undefined ? undefined : scope.now + lastsDays * DAY_MS);
    const expiresAt = expiry === undefined ? null : toInstant(expiry);
    const groupKey = group === undefined ? null : await groupKeyOf(scope, { type, group, at });
    const version = await nextVersion(scope, expiresAt);
    const now = toInstant(scope.now);
    const [row] = await scope.tx
      .insert(notifications)
      .values({
        userId: scope.userId,
        id: randomUUID(),
        type,
        ...words,
        priority,
        metadata,
        jobId: typeof metadata["job_id"] === "string" ? metadata["job_id"] : null,
        groupKey,
        createdAt: toInstant(at),
        sortAt: toInstant(at),
        expiresAt,
        ...(!channelsOf(chosen, type).inApp && { read: true, readAt: now, archivedAt: now }),
        dedupeKey,
        version,
      })
      .returning(notificationColumns);
    if (!row) throw new Error("A notification was not written.");
    return toNotification(row);
  });
}

async function find({ tx, userId }: Scope, dedupeKey: string): Promise<Notification | undefined> {
  const [row] = await tx
    .select(notificationColumns)
    .from(notifications)
    .where(and(eq(notifications.userId, userId), eq(notifications.dedupeKey, dedupeKey)));
  return row && toNotification(row);
}
