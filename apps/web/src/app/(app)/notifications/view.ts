import { NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import type { NotificationFilter } from "@pipeline/core/notifications";
import type { UseNotificationsOptions } from "@pipeline/react";
import { FILTERS } from "./words";

/** What the page shows; it lives in the address, so that it can be sent and gone back to. */
export type InboxView = { filter: NotificationFilter; types: NotificationType[] };
export type SearchParams = Record<string, string | string[] | undefined>;

const PAGE_SIZE = 40;
const listOf = (value: string | string[] | undefined) => (Array.isArray(value) ? value : (value?.split(",") ?? []));

/** Reads the address; what it does not understand is left out. */
export function viewOf({ filter, types }: SearchParams): InboxView {
  const wanted = new Set(listOf(types));
  return {
    filter: FILTERS.find((known) => known === filter) ?? "all",
    types: NOTIFICATION_TYPES.filter((type) => wanted.has(type)),
  };
}

/** The address of a view. */
export function hrefOf({ filter, types }: InboxView): string {
  const params = new URLSearchParams();
  if (filter !== "all") params.set("filter", filter);
  if (types.length > 0) params.set("types", types.join(","));
  return params.size === 0 ? "/notifications" : `/notifications?${params}`;
}

/** What the list is asked for: the very same on the server and in the browser. */
export function inputOf({ filter, types }: InboxView): UseNotificationsOptions {
  return { filter, ...(types.length > 0 && { types }), limit: PAGE_SIZE };
}
