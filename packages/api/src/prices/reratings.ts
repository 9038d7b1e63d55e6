import { DomainError } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import type { Money } from "@pipeline/core/money";
import type { RerateJobs } from "@pipeline/core/prices";
import { reratings } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";
import { bodyHash } from "../body-hash";
import type { Scope } from "../ctx";

/** How many records were corrected, and by how much in sum; what is not booked yet goes on at the new price. */
export type Rerated = { corrected: number; difference: Money };

/**
 * Waits for the user's other re-ratings, then answers what an earlier request with the same key has done; undefined when
 * there was none. CONFLICT when it asked for something else.
 */
export async function reratedBefore({ tx, userId }: Scope, input: RerateJobs): Promise<Rerated | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${userId}:rerate`}, 0))`);
  const [done] = await tx
    .select()
    .from(reratings)
    .where(and(eq(reratings.userId, userId), eq(reratings.idempotencyKey, input.idempotencyKey)));
  if (!done) return undefined;
  if (done.bodyHash !== bodyHash(input)) {
    throw new DomainError("CONFLICT", "This idempotency key was used for another request.");
  }
  return { corrected: done.corrected, difference: done.difference };
}

/** Keeps the answer for who asks again with the same key, also when nothing was corrected. */
export async function keepAnswer({ tx, userId, now }: Scope, input: RerateJobs, done: Rerated): Promise<void> {
  const { idempotencyKey } = input;
  await tx
    .insert(reratings)
    .values({ userId, idempotencyKey, bodyHash: bodyHash(input), ...done, createdAt: toInstant(now) });
}
