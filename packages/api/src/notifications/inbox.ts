import type { Instant } from "@pipeline/core/instant";
import { statement, type Db, type Given } from "@pipeline/db";
import { inboxState, notifications } from "@pipeline/db/schema";
import { and, count, eq, getTableColumns, gt, isNull, or, sql, type SQL } from "drizzle-orm";
import type { Scope } from "../ctx";
import { INBOX_CHANNEL, toPayload, type Hint } from "./hint";

/** Whose version a transaction has raised last. */
const raised = new WeakMap<Scope["tx"], string>();

async function raise({ tx, userId }: Scope, dueAt: Instant | null = null): Promise<number> {
  raised.set(tx, userId);
  // The earlier of both; what is null does not count.
  const nextDueAt = sql`least(${inboxState.nextDueAt}, excluded.next_due_at)`;
  const [row] = await tx
    .insert(inboxState)
    .values({ userId, version: 1, nextDueAt: dueAt })
    .onConflictDoUpdate({
      target: inboxState.userId,
      set: { version: sql`${inboxState.version} + 1`, ...(dueAt !== null && { nextDueAt }) },
    })
    .returning({ version: inboxState.version });
  return row?.version ?? 0;
}

/**
 * Raises the inbox's version under its row lock: every change of a notification carries the new one. Every process hears
 * of it when the transaction commits. The inbox is looked at no later than `dueAt`.
 */
export async function nextVersion(scope: Scope, dueAt: Instant | null = null): Promise<number> {
  const version = await raise(scope, dueAt);
  await scope.tx.execute(sql`select pg_notify(${INBOX_CHANNEL}, ${toPayload({ userId: scope.userId, version })})`);
  return version;
}

/**
 * Lets the screens hear of a change that no notification tells, such as a pause or a booked cost: the version is raised,
 * once a transaction. To be called last: the inbox is locked after jobs, the ledger and budgets. Commits with NOTIFY wait
 * for each other, so that other processes are told of it apart (`Ctx.onTouch`).
 */
export async function touchInbox(scope: Scope): Promise<void> {
  if (raised.get(scope.tx) === scope.userId) return;
  const version = await raise(scope);
  scope.onTouch?.({ userId: scope.userId, version });
}

/** Where an inbox stands; all of it from one row. */
export type InboxState = Pick<typeof inboxState.$inferSelect, "version" | "nextDueAt" | "floorVersion" | "sweptAt">;

const EMPTY: InboxState = { version: 0, nextDueAt: null, floorVersion: 0, sweptAt: null };
const { userId: _user, ...standing } = getTableColumns(inboxState);

const stateOf = statement((tx, { userId }: Given<{ userId: string }>) =>
  tx.select(standing).from(inboxState).where(eq(inboxState.userId, userId)),
);

/** Where the inbox stands: one row, by its primary key. */
export async function readState({ tx, userId }: Scope): Promise<InboxState> {
  const [row] = await stateOf(tx, { userId });
  return row ?? EMPTY;
}

/** The same, held for the rest of the transaction. */
export async function holdState({ tx, userId }: Scope): Promise<InboxState> {
  const held = () => tx.select(standing).from(inboxState).where(eq(inboxState.userId, userId)).for("update");
  const [row] = await held();
  if (row) return row;
  await tx.insert(inboxState).values({ userId }).onConflictDoNothing();
  const [made] = await held();
  return made ?? EMPTY;
}

/** Holds the inbox for the rest of the transaction without changing its version. Answers the version. */
export async function holdInbox(scope: Scope): Promise<number> {
  return (await holdState(scope)).version;
}

/** The version of the inbox; 0 before the first notification. */
export async function inboxVersion(scope: Scope): Promise<number> {
  return (await readState(scope)).version;
}

/** The versions of many users in one statement, for `owner`, which sees every inbox; users without one are left out. */
export async function versionsOf(owner: Db, users: readonly string[]): Promise<Hint[]> {
  if (users.length === 0) return [];
  const wanted = sql`select value::uuid from json_array_elements_text(${JSON.stringify(users)})`;
  return owner
    .select({ userId: inboxState.userId, version: inboxState.version })
    .from(inboxState)
    .where(sql`${inboxState.userId} in (${wanted})`);
}

/** Sees to it that the inbox is looked at no later than `at`. The inbox is held. */
export async function noteDue({ tx, userId }: Scope, at: Instant): Promise<void> {
  await tx
    .update(inboxState)
    .set({ nextDueAt: at })
    .where(and(eq(inboxState.userId, userId), or(isNull(inboxState.nextDueAt), gt(inboxState.nextDueAt, at))));
}

/** What is in the inbox. No predicate reads the clock: what is due is applied before. */
export function inInbox(): SQL | undefined {
  return and(isNull(notifications.archivedAt), isNull(notifications.snoozedUntil), isNull(notifications.removedAt));
}

/** What counts as unread: one predicate for the badge and the list. No parameter: the index must hold for every plan. */
export function unread(): SQL | undefined {
  return and(sql`${notifications.read} = false`, inInbox());
}

/** The badge: exactly the length of the unread list. */
export async function unreadCount({ tx, userId }: Scope): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(notifications)
    .where(and(eq(notifications.userId, userId), unread()));
  return row?.count ?? 0;
}
