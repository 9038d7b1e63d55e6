import type { Page } from "@pipeline/core/cursor";
import { reading, type Ctx } from "../ctx";
import { readBudgets } from "./hold";
import { standingsOf, type Budget } from "./standing";

/** All budgets of the actor's with how they stand, in the order they were made; an account has 100 at most. */
export function listBudgets(ctx: Ctx): Promise<Page<Budget>> {
  return reading(ctx, async (scope) => ({
    items: await standingsOf(scope, await readBudgets(scope)),
    nextCursor: null,
  }));
}
