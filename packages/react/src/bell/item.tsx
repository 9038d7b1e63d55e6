import { exactTime, relativeTime } from "../time/words";
import type { Notification } from "../types";
import { Glyph, TypeIcon } from "./type-icon";

const MARK_READ = "M5 12.5l4.5 4.5L19 7.5";
const MARK_UNREAD = "M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2";
const ARCHIVE = "M4 5h16v4H4zM6 9v10h12V9M10 13h4";
const PUT_BACK = "M9 14l-4-4 4-4M5 10h9a5 5 0 0 1 0 10h-3";

export type ItemActions = {
  open: (item: Notification) => void;
  toggleRead: (item: Notification) => void;
  toggleArchived: (item: Notification) => void;
};

type ItemProps = { item: Notification; now: number; timeZone: string; actions: ItemActions };

/** One row: what happened, to what, when; and what can be done with it on hover and focus. */
export function Item({ item, now, timeZone, actions }: ItemProps) {
  const { title, message, read, archivedAt, sortAt } = item;
  const archived = archivedAt !== null;
  return (
    <li className="pl-item" data-unread={!read && !archived ? "" : undefined}>
      <a
        className="pl-link"
        href={item.actionUrl ?? "#"}
        data-pl-id={item.id}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          actions.open(item);
        }}
      >
        <span className="pl-dot" aria-hidden="true" />
        <TypeIcon type={item.type} />
        <span className="pl-words">
          <span className="pl-title">
            {!read && !archived && <span className="pl-sr">Unread: </span>}
            {title}
          </span>
          <span className="pl-message">{message}</span>
          <time className="pl-time" dateTime={sortAt} title={exactTime(sortAt, timeZone)}>
            {relativeTime(sortAt, now, timeZone)}
          </time>
        </span>
      </a>
      <span className="pl-actions">
        {!archived && (
          <Action
            label={read ? "Mark as unread" : "Mark as read"}
            of={title}
            path={read ? MARK_UNREAD : MARK_READ}
            run={() => actions.toggleRead(item)}
          />
        )}
        <Action
          label={archived ? "Put back" : "Archive"}
          of={title}
          path={archived ? PUT_BACK : ARCHIVE}
          run={() => actions.toggleArchived(item)}
        />
      </span>
    </li>
  );
}

function Action({ label, of, path, run }: { label: string; of: string; path: string; run: () => void }) {
  return (
    <button type="button" className="pl-action" title={label} aria-label={`${label}: ${of}`} onClick={run}>
      <Glyph path={path} />
    </button>
  );
}
