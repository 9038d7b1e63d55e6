import type { NotificationPayload, NotificationType } from "@pipeline/core/notification-types";
import type { Ctx } from "../ctx";
import { notify } from "../notifications/notify";

type Of<T extends NotificationType> = { type: T; at: number; payload: NotificationPayload<T>; dedupeKey: string };

/** Something that happened at a time (ms) and is to be told. */
export type Happening = { [T in NotificationType]: Of<T> }[NotificationType];

/** Puts it into the inbox at its time. */
export function tellHappening<T extends NotificationType>(ctx: Ctx, happening: Of<T>) {
  return notify(ctx, happening);
}
