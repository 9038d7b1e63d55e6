import { errorCode } from "@pipeline/db";
import { sql } from "drizzle-orm";
import { writing, type Ctx, type Scope } from "./ctx";

// Whose rows somebody holds for long has his turn the next time; nobody else waits for them.
const PATIENCE_MS = 100;
const LOCKED = "55P03";

/**
 * Writes for one user in a transaction of its own, unless somebody else holds the rows for longer than `ms`. Answers false
 * then, with nothing written.
 */
export async function patiently(
  ctx: Ctx,
  body: (scope: Scope) => Promise<void>,
  ms: number = PATIENCE_MS,
): Promise<boolean> {
  try {
    await writing(ctx, async (scope) => {
      await scope.tx.execute(sql.raw(`set local lock_timeout = ${ms}`));
      await body(scope);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === LOCKED) return false;
    throw error;
  }
}
