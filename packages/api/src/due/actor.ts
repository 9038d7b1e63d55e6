import type { Ctx } from "../ctx";
import type { Db } from "@pipeline/db";

/** What the due-work loop runs with: the owner's connection, which sees every user. */
export type DueCtx = { owner: Db; now: () => number; currency: string } & Pick<Ctx, "onTouch">;

/** The context in which system work is done for one user. */
export function forUser({ owner, now, currency, onTouch }: DueCtx, userId: string): Ctx {
  return { db: owner, now, currency, onTouch, actor: { kind: "system", userId } };
}
