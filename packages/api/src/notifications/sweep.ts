import { toInstant } from "@pipeline/core/instant";
import { inboxState, notifications } from "@pipeline/db/schema";
import { and, asc, eq, isNotNull, isNull, lte, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { inInbox, nextVersion, type InboxState } from "./inbox";

const DAY_MS = 86_400_000;
/** How long what was read or archived is kept, and every dedupe key, in days. */
const KEPT_DAYS = 400;
/** How long it is known that something was removed, in days: a client may have been away for as long. */
const REMEMBERED_DAYS = 30;
/** Rows of each kind that one transaction goes through. */
const ROWS = 500;

const daysAgo = (scope: Scope, days: number) => toInstant(scope.now - days * DAY_MS);

/**
 * Removes what was read or archived and is old, under one new version, and forgets removals of long ago, a bounded number
 * of each. The inbox is held in `state`. Once nothing is left, that is noted for a day.
 */
export async function sweepInbox(scope: Scope, state: InboxState): Promise<void> {
  const removed = await remove(scope);
  const forgotten = await forget(scope, state);
  if (removed || forgotten) return;
  await setState(scope, { sweptAt: toInstant(scope.now) });
}

/** True where there may be more. */
async function remove(scope: Scope): Promise<boolean> {
  const archived = await old(scope, and(isNotNull(notifications.archivedAt), isNull(notifications.removedAt)));
  // What was snoozed is still waited for.
  const seen = await old(scope, and(eq(notifications.read, true), inInbox()));
  const ids = [...archived, ...seen];
  if (ids.length === 0) return false;
  const version = await nextVersion(scope);
  await scope.tx
    .update(notifications)
    .set({ removedAt: toInstant(scope.now), before: null, version })
    .where(and(eq(notifications.userId, scope.userId), isOneOf(ids)));
  return archived.length === ROWS || seen.length === ROWS;
}

async function old(scope: Scope, which: SQL | undefined): Promise<string[]> {
  const rows = await scope.tx
    .select({ id: notifications.id })
    .from(notifications)
    .where(and(eq(notifications.userId, scope.userId), which, lte(notifications.sortAt, daysAgo(scope, KEPT_DAYS))))
    .orderBy(asc(notifications.sortAt), asc(notifications.id))
    .limit(ROWS);
  return rows.map(({ id }) => id);
}

/** True where there may be more. A client that has not heard of these removals starts anew: the floor tells it. */
async function forget(scope: Scope, { floorVersion }: InboxState): Promise<boolean> {
  const rows = await scope.tx
    .select({ id: notifications.id, version: notifications.version })
    .from(notifications)
    .where(
      and(
        eq(notifications.userId, scope.userId),
        isNotNull(notifications.removedAt),
        lte(notifications.removedAt, daysAgo(scope, REMEMBERED_DAYS)),
        lte(notifications.createdAt, daysAgo(scope, KEPT_DAYS)),
      ),
    )
    .orderBy(asc(notifications.removedAt))
    .limit(ROWS);
  if (rows.length === 0) return false;
  await scope.tx
    .delete(notifications)
    .where(and(eq(notifications.userId, scope.userId), isOneOf(rows.map(({ id }) => id))));
  await setState(scope, { floorVersion: Math.max(floorVersion, ...rows.map(({ version }) => version)) });
  return rows.length === ROWS;
}

async function setState({ tx, userId }: Scope, set: Partial<InboxState>): Promise<void> {
  await tx.update(inboxState).set(set).where(eq(inboxState.userId, userId));
}

// One parameter, so that one prepared statement serves any number.
function isOneOf(ids: readonly string[]): SQL {
  return sql`${notifications.id} = any(array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))::uuid[])`;
}
