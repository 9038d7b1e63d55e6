import { notifications, type NotificationState } from "@pipeline/db/schema";
import { and, eq, is, isNotNull, isNull, min, sql, SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { nextVersion, noteDue, unreadCount } from "./inbox";

/** What every change of the inbox answers. */
export type InboxChange = { version: number; unreadCount: number };

/** What a change makes of a notification; what is not named stays. */
export type Marks = { [K in keyof NotificationState]?: NotificationState[K] | SQL };

const { id, read, readAt, archivedAt, snoozedUntil, sortAt, before, version: rowVersion } = notifications;

// With their offsets, so that it is the same instant in whichever zone it is read.
const present = sql`jsonb_build_object('read', ${read}, 'readAt', ${readAt}, 'archivedAt', ${archivedAt},
  'snoozedUntil', ${snoozedUntil}, 'sortAt', ${sortAt})`;

const remembered = (name: keyof NotificationState, type: "boolean" | "timestamptz") =>
  sql`(${before} ->> ${sql.raw(`'${name}'`)})::${sql.raw(type)}`;

/** What the last change of a notification found there; only of one that has `before`. */
export const FOUND: Marks = {
  read: remembered("read", "boolean"),
  readAt: remembered("readAt", "timestamptz"),
  archivedAt: remembered("archivedAt", "timestamptz"),
  snoozedUntil: remembered("snoozedUntil", "timestamptz"),
  sortAt: remembered("sortAt", "timestamptz"),
};

/**
 * Changes notifications under one new version, each remembering what it was. The inbox is held at `held`. Without any to
 * change the version stays. It is one statement, however many there are: an inbox may hold ten thousands.
 */
export async function restate(
  scope: Scope,
  held: number,
  which: SQL | undefined,
  marks: Marks,
): Promise<InboxChange & { count: number }> {
  const mine = and(eq(notifications.userId, scope.userId), isNull(notifications.removedAt), which);
  const [any] = await scope.tx.select({ id }).from(notifications).where(mine).limit(1);
  const changed = any ? await write(scope, mine, marks) : { count: 0, version: held };
  return { ...changed, unreadCount: await unreadCount(scope) };
}

async function write(scope: Scope, mine: SQL | undefined, marks: Marks): Promise<{ count: number; version: number }> {
  const version = await nextVersion(scope);
  const { columns, set } = computed({ ...marks, before: present });
  // Ordered, since a query that is not is taken apart again. Nobody else changes the rows meanwhile: the inbox is held.
  const was = scope.tx
    .select({ id, ...columns })
    .from(notifications)
    .where(mine)
    .orderBy(id)
    .as("was");
  const { count } = await scope.tx
    .update(notifications)
    .set({ ...marks, ...set, version })
    .from(was)
    .where(and(eq(notifications.userId, scope.userId), eq(id, was.id)));
  if (marks.snoozedUntil) await noteWakes(scope, version);
  return { count, version };
}

/**
 * What is computed from a row: as columns of a query of its own, and as a SET that takes them from there. A sharded database
 * refuses in SET what depends on the session.
 */
function computed(made: Readonly<Record<string, unknown>>) {
  const values = Object.entries(made).flatMap(([name, value]) => (is(value, SQL) ? [{ name, value }] : []));
  return {
    columns: Object.fromEntries(values.map(({ name, value }) => [name, value.as(name)])),
    set: Object.fromEntries(values.map(({ name }) => [name, was(name)])),
  };
}

const was = (name: string) => sql`${sql.identifier("was")}.${sql.identifier(name)}`;

async function noteWakes(scope: Scope, version: number): Promise<void> {
  const [first] = await scope.tx
    .select({ at: min(snoozedUntil) })
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, scope.userId),
        isNotNull(snoozedUntil),
        isNull(notifications.removedAt),
        eq(rowVersion, version),
      ),
    );
  if (first?.at) await noteDue(scope, first.at);
}
