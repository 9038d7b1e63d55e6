import type { NotificationFilter } from "@pipeline/core/notifications";
import type { Notification } from "../types";

/** What can be done with a row. */
export type RowKind = "markRead" | "markUnread" | "archive" | "unarchive" | "snooze";
export type ChangeKind = RowKind | "markAllRead";

/** What is on its way to the server. `groupKey` with `groupUpTo`: the rest of the group as well. */
export type PendingChange = RowChange | AllChange;
export type RowChange = {
  kind: RowKind;
  id: string;
  groupKey: string | null;
  groupUpTo: number | undefined;
  /** Of a snooze; null wakes. */
  until: string | null;
};
type AllChange = { kind: "markAllRead"; upTo: number; types: readonly string[] | undefined };

export type Row = Pick<Notification, "id" | "type" | "version" | "read" | "archivedAt" | "snoozedUntil" | "groupKey">;
type Place = Pick<Row, "archivedAt" | "snoozedUntil">;

const isHere = (row: Place) => row.archivedAt === null && row.snoozedUntil === null;
/** What counts as unread: the badge's rule, as the server has it. */
export const isUnread = (row: Place & Pick<Row, "read">) => !row.read && isHere(row);

type Marks = Partial<Pick<Row, "read" | "archivedAt" | "snoozedUntil">>;
const MARKS: Record<RowKind, (row: Row, change: RowChange) => Marks> = {
  markRead: () => ({ read: true }),
  markUnread: () => ({ read: false }),
  archive: (row) => ({ archivedAt: row.archivedAt ?? "", snoozedUntil: null }),
  unarchive: () => ({ archivedAt: null }),
  snooze: (row, { until }) =>
    until === null
      ? { snoozedUntil: null, read: row.read && row.snoozedUntil === null }
      : { snoozedUntil: until, archivedAt: null },
};

/** Whether a change is about a row. */
export function covers(change: PendingChange, row: Row): boolean {
  if (change.kind === "markAllRead") {
    return row.version <= change.upTo && isUnread(row) && (change.types?.includes(row.type) ?? true);
  }
  if (row.id === change.id) return true;
  const { groupKey, groupUpTo } = change;
  return groupUpTo !== undefined && groupKey !== null && row.groupKey === groupKey && row.version <= groupUpTo;
}

/** A row as it will be. */
export function changed<R extends Row>(row: R, change: PendingChange): R {
  if (!covers(change, row)) return row;
  if (change.kind === "markAllRead") return { ...row, read: true };
  return { ...row, ...MARKS[change.kind](row, change) };
}

/** Whether a row belongs into a list. */
export const FITS: Record<NotificationFilter, (row: Row) => boolean> = {
  all: isHere,
  unread: isUnread,
  archived: (row) => row.archivedAt !== null,
  snoozed: (row) => row.snoozedUntil !== null,
};

type Known = { unread: { version: number; count: number }; rows: ReadonlyMap<string, Row>; from: number };

/** The badge as it will be: exact for all rows that are known, and for all when everything is marked. */
export function pendingCount({ unread, rows, from }: Known, changes: readonly PendingChange[]): number {
  let [before, after] = [0, 0];
  for (const row of rows.values()) {
    if (isUnread(row)) before += 1;
    if (isUnread(changes.reduce(changed, row))) after += 1;
  }
  // What nobody has seen is older than `from`, and no newer than the badge that counts it.
  const newest = Math.min(from, unread.version);
  const all = changes.some(
    (change) => change.kind === "markAllRead" && change.types === undefined && change.upTo >= newest,
  );
  return after + (all ? 0 : Math.max(0, unread.count - before));
}
