import type { Notification } from "../types";

/** A row of the list: one notification, or a burst of them in one. */
export type InboxRow = {
  /** Its place in the list, also when the burst it is of grows. */
  key: string;
  /** The newest, whose words are shown. */
  item: Notification;
  /** All of it, newest first. */
  members: readonly Notification[];
  /** When the newest came. */
  sortAt: string;
};

/** What the badge counts. */
export const isUnread = ({ read, archivedAt, snoozedUntil }: Notification) =>
  !read && archivedAt === null && snoozedUntil === null;

/** True when any of it is unread. */
export const isUnreadRow = ({ members }: InboxRow) => members.some(isUnread);

/** One row for all that share a group, where the newest of it stands. Keeps the order. */
export function gatherBursts(items: readonly Notification[]): InboxRow[] {
  const rows = new Map<string, InboxRow & { members: Notification[] }>();
  for (const item of items) {
    const key = item.groupKey ?? item.id;
    const row = rows.get(key);
    if (row) row.members.push(item);
    else rows.set(key, { key, item, members: [item], sortAt: item.sortAt });
  }
  return [...rows.values()];
}

/** A single notification as a row, in its burst or alone. */
export const rowOf = (item: Notification): InboxRow => ({
  key: item.id,
  item,
  members: [item],
  sortAt: item.sortAt,
});

const nameOf = ({ metadata }: { metadata: Readonly<Record<string, unknown>> }) =>
  metadata["job_name"] ?? metadata["budget_name"];
const NAMED = 2;

/** What the others of a burst are: their names where they differ, else their titles; "and 9 more" when there are many. */
export function othersOf({ item, members }: InboxRow, atLeast: boolean): string {
  const distinct = (of: (row: Notification) => unknown) =>
    new Set(members.map(of).filter((word) => typeof word === "string" && word !== of(item)));
  const names = distinct(nameOf);
  const words = [...(names.size > 0 ? names : distinct(({ title }) => title))];
  const rest = words.length - NAMED;
  return words.slice(0, NAMED).join(", ") + (rest > 0 ? ` and ${rest}${atLeast ? "+" : ""} more` : "");
}
