import { useRef } from "react";
import { Item } from "./item";
import { useKeptFocus } from "./list-focus";
import type { Inbox } from "./use-inbox";

type ListProps = {
  inbox: Inbox;
  /** The level below the heading that the list stands under. */
  heading?: "h2" | "h3";
};

/** Notifications under the titles of their days. */
export function NotificationList({ inbox, heading: Heading = "h3" }: ListProps) {
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(list);
  return (
    <div ref={list}>
      {inbox.days.map(({ title, rows }) => (
        <section key={title}>
          <Heading className="pl-day">{title}</Heading>
          <ul className="pl-rows">
            {rows.map((row) => (
              <Item key={row.key} row={row} inbox={inbox} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
