import type { NotificationFilter } from "@pipeline/core/notifications";
import { type RefObject, useMemo } from "react";
import type { UseMarkRead } from "../notifications/use-mark-read";
import { useNow } from "../time/use-now";
import { groupByDay } from "../time/words";
import type { Notification } from "../types";
import { Item, type ItemActions } from "./item";
import { leaveRow } from "./list-focus";

/** What can be done with a row, with the focus kept in the list when the row leaves it. */
export function useItemActions(
  list: RefObject<HTMLElement | null>,
  filter: NotificationFilter,
  marks: Pick<UseMarkRead, "markRead" | "markUnread" | "archive" | "unarchive">,
  navigate: (href: string) => void,
): ItemActions {
  const { markRead, markUnread, archive, unarchive } = marks;
  return useMemo(() => {
    const leaving = (id: string) => {
      if (list.current?.contains(document.activeElement) && !leaveRow(list.current, id)) list.current.focus();
    };
    return {
      open: (item) => {
        if (!item.read) markRead(item.id);
        if (item.actionUrl !== null) navigate(item.actionUrl);
      },
      toggleRead: (item) => {
        if (filter === "unread") leaving(item.id);
        if (item.read) markUnread(item.id);
        else markRead(item.id);
      },
      toggleArchived: (item) => {
        leaving(item.id);
        if (item.archivedAt === null) archive(item.id);
        else unarchive(item.id);
      },
    };
  }, [list, filter, markRead, markUnread, archive, unarchive, navigate]);
}

type ListProps = {
  items: readonly Notification[];
  timeZone: string;
  actions: ItemActions;
  /** The level below the heading that the list stands under. */
  heading?: "h2" | "h3";
};

/** Notifications under the titles of their days. */
export function NotificationList({ items, timeZone, actions, heading: Heading = "h3" }: ListProps) {
  const now = useNow();
  return groupByDay(items, now, timeZone).map(({ title, rows }) => (
    <div key={title} className="pl-day">
      <Heading className="pl-day-title">{title}</Heading>
      <ul className="pl-rows">
        {rows.map((item) => (
          <Item key={item.id} item={item} now={now} timeZone={timeZone} actions={actions} />
        ))}
      </ul>
    </div>
  ));
}
