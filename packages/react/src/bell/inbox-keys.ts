import { type InboxRow, rowOf } from "./bursts";
import { focusedKey, focusRow, moveFocus } from "./list-focus";
import type { Inbox } from "./use-inbox";

/** What the parts of a KeyboardEvent that matter here are, React's or the browser's. */
type Key = {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  preventDefault: () => void;
};

/** The row with a key, and the burst that it is or is one of. */
function rowAt({ days }: Inbox, key: string | undefined): { row?: InboxRow; burst?: InboxRow } {
  for (const top of days.flatMap(({ rows }) => rows)) {
    const burst = top.members.length > 1 ? { burst: top } : {};
    if (top.key === key) return { row: top, ...burst };
    const member = top.members.find(({ id }) => id === key);
    if (member) return { row: rowOf(member), ...burst };
  }
  return {};
}

/**
 * j, k and arrows move; right and left open and close a burst; e archives, u marks, s snoozes, shift+a marks all. True
 * when the key was one of them.
 */
export function handleInboxKey(event: Key, list: Element, inbox: Inbox): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { row, burst } = rowAt(inbox, focusedKey());
  const act: Record<string, (() => void) | false | undefined> = {
    j: () => moveFocus(list, 1),
    ArrowDown: () => moveFocus(list, 1),
    k: () => moveFocus(list, -1),
    ArrowUp: () => moveFocus(list, -1),
    ArrowRight: burst && (() => inbox.expand(burst.key, true)),
    ArrowLeft:
      burst &&
      (() => {
        focusRow(list, burst.key);
        inbox.expand(burst.key, false);
      }),
    e: row && (() => inbox.toggleArchived(row)),
    u: row && (() => inbox.toggleRead(row)),
    s: row && row.item.archivedAt === null && (() => inbox.setSnoozing(row.key)),
    A: event.shiftKey && inbox.markAllRead,
  };
  const run = act[event.key];
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}
