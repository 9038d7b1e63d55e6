import type { InboxAnswer, Notification } from "../types";

/** What this page knows of the inbox. Every change after `from`, up to `version`, is in `rows` and `removed`. */
export type InboxState = {
  readonly version: number;
  readonly from: number;
  /** The badge, and the version it belongs to: a list may have brought a newer one than the last poll. */
  readonly unread: { readonly version: number; readonly count: number };
  readonly rows: ReadonlyMap<string, Notification>;
  readonly removed: ReadonlySet<string>;
};

/** A list's page, as far as it speaks of the whole inbox. */
export type Glimpse = { version: number; unreadCount: number };

/** More changes than these are not kept: the lists are read anew instead. */
const MOST_ROWS = 500;

/** The inbox as a first look shows it. */
export function firstState({ version, unreadCount: count }: Glimpse): InboxState {
  return { version, from: version, unread: { version, count }, rows: new Map(), removed: new Set() };
}

/** The badge of a list that was read later than what is known. */
export function glimpsed(state: InboxState, { version, unreadCount: count }: Glimpse): InboxState {
  return version > state.unread.version ? { ...state, unread: { version, count } } : state;
}

/** What has come of an answer: `gap` when it does not follow what is known, `reset` when lists must be read anew. */
export type Applied = { state: InboxState; outcome: "same" | "moved" | "gap" | "reset" };

/** The state after an answer to a poll since `since`, of this page or another one. What is older is dropped. */
export function applyAnswer(state: InboxState, since: number, answer: InboxAnswer): Applied {
  const { version } = answer;
  // Only a database that was set back answers with less than it was asked for.
  if ("reset" in answer && (version > state.version || version < since)) {
    const { count } = state.unread;
    // The badge stays as it was until a list says better. One of a database that was set back is any better.
    const unread = version < since ? { version: version - 1, count } : state.unread;
    return { state: { ...firstState({ version, unreadCount: count }), unread }, outcome: "reset" };
  }
  if (version <= state.version) return { state, outcome: "same" };
  if (!answer.changed || "reset" in answer || since > state.version) return { state, outcome: "gap" };
  const { upserts } = answer;
  // A list may have brought a newer badge meanwhile.
  const { unread } = glimpsed(state, answer);
  // Most news are of costs and jobs: the lists stay the very same then.
  if (upserts.length + answer.removed.length === 0) return { state: { ...state, version, unread }, outcome: "moved" };
  const [rows, removed] = [new Map(state.rows), new Set(state.removed)];
  for (const row of upserts) rows.set(row.id, row);
  for (const id of answer.removed) {
    rows.delete(id);
    removed.add(id);
  }
  if (rows.size + removed.size > MOST_ROWS) return { state: { ...firstState(answer), unread }, outcome: "reset" };
  return { state: { version, from: state.from, unread, rows, removed }, outcome: "moved" };
}
