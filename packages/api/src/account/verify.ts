import { DomainError } from "@pipeline/core/errors";
import { toInstant, type Instant } from "@pipeline/core/instant";
import { sql } from "drizzle-orm";
import { inside, reading, type Ctx, type Scope } from "../ctx";
import { verifyOwn, type Difference } from "../verify/verify";

/** What a check of the account's figures found: the first row that is not what its sources make of it, or nothing. */
export type Verification = { asOf: Instant; difference: Difference | null };

/** Each reads a whole ledger; the database is everybody's, so it is there that they are counted. */
const PLACES = [1, 2];
const RETRY_AFTER_S = 10;

/**
 * Recomputes every sum of the account from its records: roll-ups, job totals, budgets, unread count, the API's answers.
 * TOO_MANY_REQUESTS while another check of the account runs, UNAVAILABLE while two of others do.
 */
export async function verifyAccount(ctx: Ctx): Promise<Verification> {
  return reading(ctx, async (scope) => {
    await takePlace(scope);
    const difference = await verifyOwn(inside(ctx, scope.tx));
    return { asOf: toInstant(scope.now), difference: difference ?? null };
  });
}

/** Holds the account's one check and one of the places until the transaction ends. */
async function takePlace(scope: Scope): Promise<void> {
  if (!(await take(scope, `verify:${scope.userId}`))) {
    throw busy("TOO_MANY_REQUESTS", "Your figures are being checked already.");
  }
  for (const place of PLACES) if (await take(scope, `verify place ${place}`)) return;
  throw busy("UNAVAILABLE", "Too many checks are running. Try again in a moment.");
}

async function take({ tx }: Scope, what: string): Promise<boolean> {
  const [row] = await tx.execute<{ taken: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended(${what}, 0)) as taken`,
  );
  return row?.taken === true;
}

function busy(code: "TOO_MANY_REQUESTS" | "UNAVAILABLE", message: string): DomainError {
  return new DomainError(code, message, { retryAfter: RETRY_AFTER_S });
}
