import { statement, type Db, type Given } from "@pipeline/db";
import { accountSettings } from "@pipeline/db/schema";
import { eq, type Placeholder } from "drizzle-orm";
import type { Scope } from "../ctx";

const mine = (userId: string | Placeholder) => eq(accountSettings.userId, userId);

/** The account's zone; UTC for an account that never chose. */
export async function accountTimeZone({ tx, userId }: Scope): Promise<string> {
  const [row] = await tx.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId));
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
  const [row] = await shared(tx, { userId });
  if (lastHeld.size >= MAX_REMEMBERED) lastHeld.clear();
  if (row) lastHeld.set(userId, row.timeZone);
  return row?.timeZone;
}

const shared = statement((db: Db, { userId }: Given<{ userId: string }>) =>
  db.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId)).for("share"),
);

const lastHeld = new Map<string, string>();
const MAX_REMEMBERED = 10_000;

/** The zone in which this process last held an account: a guess, for whoever compares it with what is held. */
export function lastTimeZone(userId: string): string | undefined {
  return lastHeld.get(userId);
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
