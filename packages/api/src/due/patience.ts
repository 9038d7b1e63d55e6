import { errorCode } from "@pipeline/db";
import { sql } from "drizzle-orm";
import { writing, type Ctx, type Scope } from "../ctx";

// Whose rows somebody holds for long has his turn the next time; nobody else waits for them.
const PATIENCE = "100ms";
const LOCKED = "55P03";

/** Writes for one user unless somebody else holds the rows. Answers false then, with nothing written. */
export async function patiently(ctx: Ctx, body: (scope: Scope) => Promise<void>): Promise<boolean> {
  try {
    await writing(ctx, async (scope) => {
      await scope.tx.execute(sql.raw(`set local lock_timeout = '${PATIENCE}'`));
      await body(scope);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === LOCKED) return false;
    throw error;
  }
}
