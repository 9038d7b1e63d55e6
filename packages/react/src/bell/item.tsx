import type { MouseEvent } from "react";
import { comingTime, exactTime, relativeTime } from "../time/words";
import { type InboxRow, isUnreadRow, othersOf, rowOf } from "./bursts";
import { leadsTo } from "./leads-to";
import { SnoozeMenu } from "./snooze-menu";
import { Glyph, TypeIcon } from "./type-icon";
import type { Inbox } from "./use-inbox";

const MARK_READ = "M5 12.5l4.5 4.5L19 7.5";
const MARK_UNREAD = "M12 5.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M12 11a1 1 0 1 0 0 2 1 1 0 0 0 0-2";
const SNOOZE = "M12 8v5l3 2M12 5a8 8 0 1 0 0 16 8 8 0 0 0 0-16M3 5l3-2M21 5l-3-2";
const ARCHIVE = "M4 5h16v4H4zM6 9v10h12V9M10 13h4";
const PUT_BACK = "M9 14l-4-4 4-4M5 10h9a5 5 0 0 1 0 10h-3";
const OPEN_BURST = "M9 6l6 6-6 6";

/** A click with a modifier is the browser's own: a new tab, a download. */
export const isPlain = (event: MouseEvent) => !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

type ItemProps = { row: InboxRow; inbox: Inbox };

/** One row: what happened, to what, when, and what can be done with it; a burst opens to its own rows. */
export function Item({ row, inbox }: ItemProps) {
  const { key, item, members } = row;
  const burst = members.length > 1;
  const open = burst && inbox.expanded.includes(key);
  const link = { className: "pl-link", "data-pl-key": key };
  const words = <Words row={row} inbox={inbox} />;
  return (
    <li>
      <div className="pl-item" data-unread={isUnreadRow(row) ? "" : undefined}>
        {burst ? (
          <button type="button" {...link} aria-expanded={open} onClick={() => inbox.expand(key, !open)}>
            {words}
          </button>
        ) : (
          <a
            {...link}
            href={leadsTo(item) ?? "#"}
            onClick={(event) => {
              if (!isPlain(event)) return;
              event.preventDefault();
              inbox.open(item);
            }}
          >
            {words}
          </a>
        )}
        <Actions row={row} inbox={inbox} />
        {inbox.snoozing === key && <SnoozeMenu row={row} inbox={inbox} />}
      </div>
      {open && (
        <ul className="pl-rows pl-members">
          {members.map((member) => (
            <Item key={member.id} row={rowOf(member)} inbox={inbox} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Words({ row, inbox }: ItemProps) {
  const { item, members } = row;
  const { now, timeZone, hasMore } = inbox;
  const { snoozedUntil } = item;
  const others = members.length > 1 && othersOf(row, hasMore);
  const at = snoozedUntil ?? item.sortAt;
  return (
    <>
      <span className="pl-dot" />
      <TypeIcon type={item.type} />
      <span className="pl-words">
        <span className="pl-title">
          {isUnreadRow(row) && <span className="pl-sr">Unread: </span>}
          {item.priority === "high" && (
            <span className="pl-urgent" title="Urgent">
              <span aria-hidden="true">!</span>
              <span className="pl-sr">Urgent: </span>
            </span>
          )}
          {item.title}
        </span>
        {members.length > 1 && (
          <span className="pl-number">
            {members.length}
            {hasMore && "+"}
            <span className="pl-sr"> notifications</span>
            <Glyph path={OPEN_BURST} size={12} />
          </span>
        )}
        <span className="pl-message">
          {item.message}
          {others && <span className="pl-others"> Also {others}.</span>}
        </span>
        <time className="pl-time" dateTime={at} title={exactTime(at, timeZone)}>
          {snoozedUntil === null ? relativeTime(at, now, timeZone) : `Until ${comingTime(at, now, timeZone)}`}
        </time>
      </span>
    </>
  );
}

function Actions({ row, inbox }: ItemProps) {
  const { key, item } = row;
  const of = item.title;
  const unread = isUnreadRow(row);
  const archived = item.archivedAt !== null;
  const snoozing = inbox.snoozing === key;
  return (
    <span className="pl-actions">
      {!archived && item.snoozedUntil === null && (
        <Action
          label={unread ? "Mark as read" : "Mark as unread"}
          of={of}
          path={unread ? MARK_READ : MARK_UNREAD}
          run={() => inbox.toggleRead(row)}
        />
      )}
      {!archived && (
        <Action
          label="Snooze"
          of={of}
          path={SNOOZE}
          expanded={snoozing}
          run={() => inbox.setSnoozing(snoozing ? undefined : key)}
        />
      )}
      <Action
        label={archived ? "Put back" : "Archive"}
        of={of}
        path={archived ? PUT_BACK : ARCHIVE}
        run={() => inbox.toggleArchived(row)}
      />
    </span>
  );
}

type ActionProps = { label: string; of: string; path: string; expanded?: boolean; run: () => void };

function Action({ label, of, path, expanded, run }: ActionProps) {
  return (
    <button
      type="button"
      className="pl-action"
      title={label}
      aria-label={`${label}: ${of}`}
      {...(expanded !== undefined && { "aria-haspopup": "menu", "aria-expanded": expanded })}
      onClick={run}
    >
      <Glyph path={path} />
    </button>
  );
}
