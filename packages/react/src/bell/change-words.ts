import { comingTime } from "../time/words";
import type { DoneChange } from "../notifications/last-change";
import type { ChangeKind } from "../notifications/pending";

const DONE: Record<ChangeKind, string> = {
  markRead: "Marked # as read",
  markAllRead: "Marked # as read",
  markUnread: "Marked # as unread",
  archive: "Archived #",
  unarchive: "Put # back",
  snooze: "Snoozed #",
};
const counted = (words: string, count: number) => words.replace(" #", count > 1 ? ` ${count}` : "");

/** What was done: "Marked 12 as read", "Archived", "Snoozed until 18:00". `now` in ms. */
export function doneWords({ kind, count, until }: DoneChange, now: number, timeZone: string): string {
  const words = kind === "snooze" && until === null ? DONE.unarchive : DONE[kind];
  return counted(words, count) + (until ? ` until ${comingTime(until, now, timeZone)}` : "");
}

/** What could not be done: "Not archived". */
export const failedWords = (kind: ChangeKind) => `Not ${counted(DONE[kind], 1).toLowerCase()}`;
