import { statement, type Db, type Given } from "@pipeline/db";
import { accountSettings } from "@pipeline/db/schema";
import { eq, type Placeholder } from "drizzle-orm";
import type { Scope } from "../ctx";

const mine = (userId: string | Placeholder) => eq(accountSettings.userId, userId);

const chosen = statement((tx: Db, { userId }: Given<{ userId: string }>) =>
  tx.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId)),
);

/** The account's zone; UTC for an account that never chose. */
export async function accountTimeZone({ tx, userId }: Scope): Promise<string> {
  const [row] = await chosen(tx, { userId });
  return row?.timeZone ?? "UTC";
}

/** The same, held until the transaction ends: days are never cut in a zone that is being changed. */
export async function holdTimeZone(scope: Scope): Promise<string> {
  const known = await holdKnownTimeZone(scope);
  if (known !== undefined) return known;
  await scope.tx.insert(accountSettings).values({ userId: scope.userId }).onConflictDoNothing();
  return (await holdKnownTimeZone(scope)) ?? "UTC";
}

/** The same; undefined, and nothing held, for an account without settings. */
export async function holdKnownTimeZone({ tx, userId }: Scope): Promise<string | undefined> {
  const [row] = await held(tx, { userId });
  if (row) remember(userId, row.timeZone);
  return row?.timeZone;
}

const held = statement((db: Db, { userId }: Given<{ userId: string }>) =>
  db.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId)).for("share"),
);

const MAX_REMEMBERED = 10_000;
const lastSeen = new Map<string, string>();

function remember(userId: string, timeZone: string): void {
  if (lastSeen.size >= MAX_REMEMBERED) lastSeen.clear();
  lastSeen.set(userId, timeZone);
}

/** The zone in which this process last saw an account: a guess, for whoever compares it with the one it is. */
export function lastTimeZone(userId: string): string | undefined {
  return lastSeen.get(userId);
}

/**
 * Runs `work` in the account's zone. It begins with the zone that was last seen, in one flight with the question for the one
 * it is, and again where that has changed: what comes back is always of the account's zone on the scope's snapshot.
 */
export async function inAccountZone<T>(scope: Scope, work: (timeZone: string) => Promise<T>): Promise<T> {
  const guess = lastTimeZone(scope.userId) ?? "UTC";
  const [asked, guessed] = await Promise.allSettled([accountTimeZone(scope), work(guess)]);
  if (asked.status === "rejected") throw asked.reason;
  if (asked.value !== guess) {
    remember(scope.userId, asked.value);
    return work(asked.value);
  }
  if (guessed.status === "rejected") throw guessed.reason;
  return guessed.value;
}

/** Keeps everybody else from booking costs until the transaction ends. Answers the account's zone. */
export async function holdAccount({ tx, userId }: Scope): Promise<string> {
  await tx.insert(accountSettings).values({ userId }).onConflictDoNothing();
  const [row] = await tx
    .select({ timeZone: accountSettings.timeZone })
    .from(accountSettings)
    .where(mine(userId))
    .for("update");
  return row?.timeZone ?? "UTC";
}
