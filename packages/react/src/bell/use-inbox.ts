import type { NotificationFilter } from "@pipeline/core/notifications";
import { useMemo, useState } from "react";
import type { HookError } from "../hook-status";
import type { RowKind } from "../notifications/pending";
import type { UseMarkRead } from "../notifications/use-mark-read";
import type { UseNotifications } from "../notifications/use-notifications";
import { useNow } from "../time/use-now";
import { groupByDay } from "../time/words";
import type { MarkAllReadInput, Notification } from "../types";
import { gatherBursts, type InboxRow, isUnreadRow, rowOf } from "./bursts";
import { failedWords } from "./change-words";
import { leadsTo } from "./leads-to";

/** What could not be saved, in words and why, until it is tried again or put away. */
export type InboxFailure = { words: string; error: HookError; retry: () => void; dismiss: () => void };

export type InboxOptions = {
  list: Pick<UseNotifications, "items" | "hasMore" | "version" | "unreadCount">;
  marks: UseMarkRead;
  /** What the list was asked for: decides what can be done with its rows. */
  filter: NotificationFilter;
  timeZone: string;
  onNavigate: (href: string) => void;
  /** The types that "mark all" is about; all of them by default, nothing at all when false. */
  markAll?: MarkAllReadInput["types"] | false;
  /** False while nobody sees it: then its times stand still. */
  ticks?: boolean;
};

/** A list of notifications as it is shown, and all that can be done with it. */
export type Inbox = {
  days: readonly { title: string; rows: readonly InboxRow[] }[];
  now: number;
  timeZone: string;
  /** More of a burst may follow on the next page: its number is a least one. */
  hasMore: boolean;
  /** Reads it and leaves for its subject. */
  open: (item: Notification) => void;
  toggleRead: (row: InboxRow) => void;
  toggleArchived: (row: InboxRow) => void;
  /** `until` null wakes it. */
  snooze: (row: InboxRow, until: string | null) => void;
  /** Not there while nothing is unread. */
  markAllRead: (() => void) | undefined;
  /** The bursts that are shown one by one, by key. */
  expanded: readonly string[];
  expand: (key: string, open: boolean) => void;
  /** The row whose snooze menu is open, by key. */
  snoozing: string | undefined;
  setSnoozing: (key: string | undefined) => void;
  failure: InboxFailure | undefined;
};

/** Rows under their days, bursts in one, with their actions; the look is the caller's. */
export function useInbox({ list, marks, filter, timeZone, onNavigate, markAll, ticks }: InboxOptions): Inbox {
  const { items, hasMore, version, unreadCount } = list;
  const { error, failed, retry } = marks;
  const now = useNow(ticks);
  const [expanded, setExpanded] = useState<readonly string[]>([]);
  const [snoozing, setSnoozing] = useState<string>();
  const [seen, setSeen] = useState<HookError>();
  const rows = useMemo(() => gatherBursts(items), [items]);
  const days = useMemo(() => groupByDay(rows, now, timeZone), [rows, now, timeZone]);

  const change = (kind: RowKind, { item, members }: InboxRow, until: string | null = null) => {
    const send = (id: string, upTo?: number) =>
      kind === "snooze" ? marks.snooze(id, until, upTo) : marks[kind](id, upTo);
    if (members.length > 1 && version !== undefined) send(item.id, version);
    else for (const { id } of members) send(id);
  };
  const canMarkAll = version !== undefined && unreadCount && markAll !== false && /all|unread/.test(filter);
  return {
    days,
    now,
    timeZone,
    hasMore,
    open: (item) => {
      if (!item.read) change("markRead", rowOf(item));
      const target = leadsTo(item);
      if (target !== null) onNavigate(target);
    },
    toggleRead: (row) => change(isUnreadRow(row) ? "markRead" : "markUnread", row),
    toggleArchived: (row) => change(row.item.archivedAt === null ? "archive" : "unarchive", row),
    snooze: (row, until) => change("snooze", row, until),
    markAllRead: canMarkAll
      ? () => marks.markAllRead({ upTo: version, ...(markAll && { types: markAll }) })
      : undefined,
    expanded,
    expand: (key, open) => setExpanded((keys) => [...keys.filter((other) => other !== key), ...(open ? [key] : [])]),
    snoozing,
    setSnoozing,
    failure:
      error && failed && error !== seen
        ? { words: failedWords(failed), error, retry, dismiss: () => setSeen(error) }
        : undefined,
  };
}
