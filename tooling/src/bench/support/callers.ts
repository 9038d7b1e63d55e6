import type { Ctx } from "@pipeline/api/ctx";
import type { App } from "@pipeline/api/http";

/** Context of a verb that acts for a user, bound by row-level security like a request. */
export function actFor({ database, env }: App, userId: string): Ctx {
  return { db: database.app.db, actor: { kind: "system", userId }, now: Date.now, currency: env.currency };
}

/** Calls `work` with one after the other, for ever. */
export function eachInTurn<T>(items: readonly T[], work: (item: T) => Promise<unknown>): () => Promise<unknown> {
  let next = 0;
  return () => {
    const item = items[next++ % items.length];
    if (item === undefined) throw new Error("Nobody is there to call.");
    return work(item);
  };
}
