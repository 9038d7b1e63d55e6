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
export async function holdTimeZone({ tx, userId }: Scope): Promise<string> {
  const [row] = await shared(tx, { userId });
  if (row) return row.timeZone;
  await tx.insert(accountSettings).values({ userId }).onConflictDoNothing();
  const [made] = await shared(tx, { userId });
  return made?.timeZone ?? "UTC";
}

const shared = statement((db: Db, { userId }: Given<{ userId: string }>) =>
  db.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId)).for("share"),
);

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
