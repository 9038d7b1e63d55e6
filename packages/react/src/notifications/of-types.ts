import type { NotificationType } from "@pipeline/core/notification-looks";
import type { Notification, NotificationOf } from "../types";

/** Rows of the types asked for, with the payloads of those: the same list where all of them are. */
export function ofTypes<T extends NotificationType>(
  rows: readonly Notification[],
  types: readonly T[] | undefined,
): readonly NotificationOf<T>[] {
  const asked = (row: Notification): row is NotificationOf<T> => types?.some((type) => type === row.type) ?? true;
  return rows.every(asked) ? rows : rows.filter(asked);
}
