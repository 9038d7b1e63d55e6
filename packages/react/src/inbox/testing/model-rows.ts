import type { RowKind } from "../../notifications/pending";
import { FITS } from "../../notifications/pending";
import type { Notification } from "../../types";
import { EPOCH, type ListQuery, type News } from "./server";

/** What a change moves of a row. */
export type Marks = Pick<Notification, "read" | "readAt" | "archivedAt" | "snoozedUntil" | "sortAt">;
/** A row with what nobody is shown of it. */
export type Kept = Notification & { removedAt: string | null; before: Marks | null };

export const marksOf = ({ read, readAt, archivedAt, snoozedUntil, sortAt }: Kept): Marks => ({
  read,
  readAt,
  archivedAt,
  snoozedUntil,
  sortAt,
});

/** Each verb of one row at an instant; undefined where the row is as asked already. */
export const VERBS: Record<RowKind, (at: string, until: string | null) => (row: Kept) => Marks | undefined> = {
  markRead: (at) => (row) => (row.read ? undefined : { ...marksOf(row), read: true, readAt: at }),
  markUnread: () => (row) => (row.read ? { ...marksOf(row), read: false, readAt: null } : undefined),
  archive: (at) => (row) =>
    row.archivedAt === null ? { ...marksOf(row), archivedAt: at, snoozedUntil: null } : undefined,
  unarchive: () => (row) => (row.archivedAt === null ? undefined : { ...marksOf(row), archivedAt: null }),
  snooze: (at, until) => (row) => {
    if (until !== null) {
      return row.snoozedUntil === until ? undefined : { ...marksOf(row), archivedAt: null, snoozedUntil: until };
    }
    return row.snoozedUntil === null
      ? undefined
      : { ...marksOf(row), snoozedUntil: null, sortAt: at, read: false, readAt: null };
  },
};

const hasCome = (at: string | null, now: string) => at !== null && at <= now;

/** Whether time has changed a row. */
export function isDue({ expiresAt, snoozedUntil }: Kept, now: string): boolean {
  return hasCome(expiresAt, now) || hasCome(snoozedUntil, now);
}

export function makeRow({ at, groupKey, expiresAt }: News, place: number, version: number): Kept {
  const instant = new Date(EPOCH + at).toISOString();
  return {
    userId: "00000000-0000-4000-8000-000000000000",
    id: `00000000-0000-4000-8000-${String(place).padStart(12, "0")}`,
    type: "cost_anomaly",
    title: "",
    message: "",
    priority: "medium",
    read: false,
    actionUrl: null,
    metadata: { date: "2026-03-10", amount: "9", usual: "1" },
    createdAt: instant,
    jobId: null,
    groupKey,
    readAt: null,
    archivedAt: null,
    snoozedUntil: null,
    expiresAt: expiresAt === null ? null : new Date(EPOCH + expiresAt).toISOString(),
    sortAt: instant,
    version,
    removedAt: null,
    before: null,
  };
}

const placeOf = ({ sortAt, id }: Notification) => `${sortAt} ${id}`;

/** A page of a list, newest first. */
export function readPage(rows: readonly Kept[], { filter, limit, cursor }: ListQuery) {
  const list = rows
    .filter((row) => FITS[filter](row) && (cursor === undefined || placeOf(row) < cursor))
    .toSorted((a, b) => (placeOf(a) > placeOf(b) ? -1 : 1));
  const items = list.slice(0, limit);
  const last = list.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? placeOf(last) : null };
}
