import type { Notification } from "../types";
import { focusedId, moveFocus } from "./list-focus";
import type { ItemActions } from "./item";

/** What the parts of a KeyboardEvent that matter here are, React's or the browser's. */
type Key = {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  preventDefault: () => void;
};

export type InboxKeys = {
  items: readonly Notification[];
  actions: ItemActions;
  markAllRead: () => void;
};

/** j, k and arrows move; e archives, u marks, shift+a marks all. True when the key was one of them. */
export function handleInboxKey(event: Key, list: Element, { items, actions, markAllRead }: InboxKeys): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const id = focusedId();
  const item = items.find((row) => row.id === id);
  const act: Record<string, (() => void) | undefined> = {
    j: () => moveFocus(list, 1),
    ArrowDown: () => moveFocus(list, 1),
    k: () => moveFocus(list, -1),
    ArrowUp: () => moveFocus(list, -1),
    e: item && (() => actions.toggleArchived(item)),
    u: item && (() => actions.toggleRead(item)),
    A: event.shiftKey ? markAllRead : undefined,
  };
  const run = act[event.key];
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}
