import { toInstant, toMs } from "@pipeline/core/instant";
import { isTransaction } from "@pipeline/db";
import { inboxState, notifications } from "@pipeline/db/schema";
import { and, eq, isNotNull, isNull, lte, min, sql, type SQL } from "drizzle-orm";
import { reading, writing, type Ctx, type Scope } from "../ctx";
import { patiently } from "../patience";
import { holdState, nextVersion, readState, type InboxState } from "./inbox";

function isDue({ nextDueAt }: Pick<InboxState, "nextDueAt">, now: number): boolean {
  return nextDueAt !== null && toMs(nextDueAt) <= now;
}

/**
 * Reads an inbox after what is due in it was applied: on one read-only snapshot, or inside the caller's transaction. `body`
 * may read beside the state; a snapshot that finds something due is left, and another one is read.
 */
export async function readingInbox<T>(
  ctx: Ctx,
  body: (scope: Scope, state: Promise<InboxState>) => Promise<T>,
): Promise<T> {
  const found = await reading(ctx, async (scope) => {
    const state = readState(scope);
    const [{ nextDueAt }, answer] = await Promise.all([state, body(scope, state)]);
    return isDue({ nextDueAt }, scope.now) ? undefined : { answer };
  });
  if (found) return found.answer;
  await applyDue(ctx);
  return reading(ctx, async (scope) => body(scope, readState(scope)));
}

/** How long (ms) a reader waits for an inbox that somebody holds: as long it keeps a connection from everybody else. */
const PATIENCE_MS = 1_000;

/** Applies what is due in the actor's inbox. Where the transaction may not write, or somebody holds it, others will. */
export async function applyDue(ctx: Ctx): Promise<void> {
  if (!isTransaction(ctx.db)) {
    await patiently(ctx, async (scope) => void (await settleInbox(scope)), PATIENCE_MS);
    return;
  }
  await writing(ctx, async (scope) => {
    if (!(await isReadOnly(scope))) await settleInbox(scope);
  });
}

async function isReadOnly({ tx }: Scope): Promise<boolean> {
  const [row] = await tx.execute<{ mode: string }>(sql`select current_setting('transaction_read_only') as mode`);
  return row?.mode === "on";
}

/**
 * Holds the inbox for the rest of the transaction, with what is due applied under one new version: what has expired is
 * removed, what was snoozed is back, unread, at the instant it was to wake. Answers the version.
 */
export async function settleInbox(scope: Scope): Promise<number> {
  const state = await holdState(scope);
  if (!isDue(state, scope.now)) return state.version;
  const { tx, userId } = scope;
  const now = toInstant(scope.now);
  const here = and(eq(notifications.userId, userId), isNull(notifications.removedAt));
  const expired = and(here, isNotNull(notifications.expiresAt), lte(notifications.expiresAt, now));
  const woken = and(here, isNotNull(notifications.snoozedUntil), lte(notifications.snoozedUntil, now));
  const changes = (await any(scope, expired)) || (await any(scope, woken));
  const version = changes ? await nextVersion(scope) : state.version;
  if (changes) {
    const { expiresAt, snoozedUntil } = notifications;
    const set = { before: null, version };
    await tx
      .update(notifications)
      .set({ ...set, removedAt: sql`${expiresAt}` })
      .where(expired);
    await tx
      .update(notifications)
      .set({ ...set, sortAt: sql`${snoozedUntil}`, snoozedUntil: null, read: false, readAt: null })
      .where(woken);
  }
  await tx
    .update(inboxState)
    .set({ nextDueAt: await nextDue(scope, here) })
    .where(eq(inboxState.userId, userId));
  return version;
}

async function any({ tx }: Scope, which: SQL | undefined): Promise<boolean> {
  const [row] = await tx.select({ id: notifications.id }).from(notifications).where(which).limit(1);
  return row !== undefined;
}

async function nextDue({ tx }: Scope, here: SQL | undefined): Promise<string | null> {
  const { snoozedUntil, expiresAt } = notifications;
  const [wakes] = await tx
    .select({ at: min(snoozedUntil) })
    .from(notifications)
    .where(and(here, isNotNull(snoozedUntil)));
  const [expires] = await tx
    .select({ at: min(expiresAt) })
    .from(notifications)
    .where(and(here, isNotNull(expiresAt)));
  const [first] = [wakes?.at, expires?.at].filter((at) => at !== null && at !== undefined).toSorted();
  return first ?? null;
}
