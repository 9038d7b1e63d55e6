import { toInstant } from "@pipeline/core/instant";
import { statement, type Db, type Given } from "@pipeline/db";
import { dayChecks } from "@pipeline/db/schema";
import type { Scope } from "../ctx";

/** How long costs gather before their day is looked at: many changes are one look. */
const GATHER_MS = 5 * 60_000;

/** Has the actor's day compared with the usual ones in a few minutes; nothing where that is to come already. */
export async function watchDay({ tx, userId, now }: Scope): Promise<void> {
  await insert(tx, { userId, dueAt: nextLook({ now }) });
}

/** When a day whose costs change now is compared. */
export function nextLook({ now }: Pick<Scope, "now">): string {
  return toInstant(now + GATHER_MS);
}

const insert = statement((db: Db, { userId, dueAt }: Given<{ userId: string; dueAt: string }>) =>
  db.insert(dayChecks).values({ userId, dueAt }).onConflictDoNothing(),
);
