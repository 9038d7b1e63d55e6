import { NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import type { NotificationFilter } from "@pipeline/core/notifications";
import type { UseNotificationsOptions } from "@pipeline/react";
import { FILTERS } from "./words";

/** What the page shows; it lives in the address, so that it can be sent and gone back to. */
export type InboxView = { filter: NotificationFilter; types: NotificationType[]; urgent: boolean };
export type SearchParams = Record<string, string | string[] | undefined>;

const PAGE_SIZE = 40;
const listOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value : (value?.split(",") ?? []));

/** Reads the address; what it does not understand is left out. */
export function viewOf({ filter, types, urgent }: SearchParams): InboxView {
  const wanted = new Set(listOf(types));
  return {
    filter: FILTERS.find((known) => known === filter) ?? "all",
    types: NOTIFICATION_TYPES.filter((type) => wanted.has(type)),
    urgent: urgent === "1",
  };
}

/** The address of a view. */
export function hrefOf({ filter, types, urgent }: InboxView): string {
  const params = new URLSearchParams();
  if (filter !== "all") params.set("filter", filter);
  if (types.length > 0) params.set("types", types.join(","));
  if (urgent) params.set("urgent", "1");
  return params.size === 0 ? "/notifications" : `/notifications?${params}`;
}

/** What the list is asked for: the very same on the server and in the browser. */
export function inputOf({ filter, types, urgent }: InboxView): UseNotificationsOptions {
  return {
    filter,
    ...(types.length > 0 && { types }),
    ...(urgent && { priorities: ["high"] }),
    limit: PAGE_SIZE,
  };
}

/** The types that "mark all" is about; false where it would read more than is shown, or nothing. */
export function markAllOf({ filter, types, urgent }: InboxView): NotificationType[] | undefined | false {
  if (urgent || filter === "archived" || filter === "snoozed") return false;
  return types.length > 0 ? types : undefined;
}
