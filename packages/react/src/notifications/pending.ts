import type { NotificationFilter } from "@pipeline/core/notifications";
import type { Notification, NotificationPage } from "../types";

/** What is on its way to the server. */
export type PendingChange = RowChange | AllChange;
/** `base`: the inbox's version when it was asked for; `before`, `after`: whether the row counts as unread. */
export type RowChange = {
  kind: "markRead" | "markUnread" | "archive" | "unarchive";
  id: string;
  base: number;
  before: boolean;
  after: boolean;
};
type AllChange = { kind: "markAllRead"; upTo: number; types: readonly string[] | undefined };

type Row = Pick<Notification, "id" | "type" | "version" | "read" | "archivedAt" | "snoozedUntil">;
type Snapshot = Pick<NotificationPage, "unreadCount" | "version"> & { items: readonly Row[] };

const isHere = (row: Pick<Row, "archivedAt" | "snoozedUntil">) => row.archivedAt === null && row.snoozedUntil === null;
const isUnread = (row: Pick<Row, "read" | "archivedAt" | "snoozedUntil">) => !row.read && isHere(row);

function covers(change: AllChange, row: Row): boolean {
  return row.version <= change.upTo && (change.types?.includes(row.type) ?? true);
}

const CHANGES: Record<RowChange["kind"], (row: Row) => Partial<Pick<Row, "read" | "archivedAt">>> = {
  markRead: () => ({ read: true }),
  markUnread: () => ({ read: false }),
  archive: (row) => ({ archivedAt: row.archivedAt ?? "" }),
  unarchive: () => ({ archivedAt: null }),
};

function applyTo<R extends Row>(row: R, change: PendingChange): R {
  if (change.kind === "markAllRead") return covers(change, row) && isUnread(row) ? { ...row, read: true } : row;
  if (change.id !== row.id) return row;
  return { ...row, ...CHANGES[change.kind](row) };
}

const FITS: Record<NotificationFilter, (row: Row) => boolean> = {
  all: isHere,
  unread: isUnread,
  snoozed: (row) => row.snoozedUntil !== null,
  archived: (row) => row.archivedAt !== null,
};

/** A list as it will be: what the server said, with what is pending applied. */
export function pendingRows<R extends Row>(
  rows: readonly R[],
  changes: readonly PendingChange[],
  filter: NotificationFilter,
): readonly R[] {
  if (changes.length === 0) return rows;
  return rows.map((row) => changes.reduce<R>(applyTo, row)).filter(FITS[filter]);
}

/** Whether a row counts as unread before and after a change of it. */
export function effectOf(kind: RowChange["kind"], row: Row | undefined): { before: boolean; after: boolean } {
  if (!row) return { before: false, after: false };
  const after = applyTo(row, { kind, id: row.id, base: 0, before: false, after: false });
  return { before: isUnread(row), after: isUnread(after) };
}

/** The badge as it will be: exact where the snapshot shows every unread row, else by what each change was told. */
export function pendingCount(snapshot: Snapshot, changes: readonly PendingChange[]): number {
  const shown = new Map<string, Row | undefined>();
  for (const row of snapshot.items) if (isUnread(row)) shown.set(row.id, row);
  let hidden = snapshot.unreadCount - shown.size;
  const complete = hidden === 0;
  for (const change of changes) {
    if (change.kind === "markAllRead") {
      for (const [id, row] of shown) if (row && covers(change, row)) shown.delete(id);
      if (change.types === undefined && snapshot.version <= change.upTo) hidden = 0;
      continue;
    }
    // A snapshot read after the change was sent may hold it already.
    const ahead = snapshot.version <= change.base;
    if (change.after) {
      if (complete || (ahead && !change.before)) shown.set(change.id, shown.get(change.id));
    } else if (!shown.delete(change.id) && ahead && change.before) {
      hidden -= 1;
    }
  }
  return shown.size + Math.max(0, hidden);
}
