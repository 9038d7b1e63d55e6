import { statement, type Given } from "@pipeline/db";
import { accountSettings } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import type { Scope } from "../ctx";

const mine = (userId: string) => eq(accountSettings.userId, userId);

const timeZone = statement((tx, { userId }: Given<{ userId: string }>) =>
  tx.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(eq(accountSettings.userId, userId)),
);

/** The account's zone; UTC for an account that never chose. */
export async function accountTimeZone({ tx, userId }: Scope): Promise<string> {
  const [row] = await timeZone(tx, { userId });
  return row?.timeZone ?? "UTC";
}

/** The same, held until the transaction ends: days are never cut in a zone that is being changed. */
export async function holdTimeZone({ tx, userId }: Scope): Promise<string> {
  const held = () =>
    tx.select({ timeZone: accountSettings.timeZone }).from(accountSettings).where(mine(userId)).for("share");
  const [row] = await held();
  if (row) return row.timeZone;
  await tx.insert(accountSettings).values({ userId }).onConflictDoNothing();
  const [made] = await held();
  return made?.timeZone ?? "UTC";
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
