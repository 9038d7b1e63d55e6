import { randomUUID } from "node:crypto";
import type { CreateBudget } from "@pipeline/core/budgets";
import { DomainError } from "@pipeline/core/errors";
import { toInstant } from "@pipeline/core/instant";
import { budgets } from "@pipeline/db/schema";
import { keepDone } from "../audit/keep";
import { bodyHash } from "../body-hash";
import { holdAccount } from "../account/time-zone";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { touchInbox } from "../notifications/inbox";
import { holdBudgets, type BudgetRow } from "./hold";
import { standing, type Budget } from "./standing";
import { weighBudgets } from "./weigh";

const MAX_BUDGETS = 100;

/**
 * Makes a budget that counts from the start of the period that holds now, and tells at once of what is reached already.
 * The same `id` and body again: the same budget; another body, or over 100 budgets: CONFLICT.
 */
export async function createBudget(ctx: Ctx, input: CreateBudget): Promise<Budget> {
  return writing(ctx, async (scope) => {
    // Nobody books meanwhile: a cost is in the first sum or is counted after it, never neither.
    await holdAccount(scope);
    const row = toRow(scope, input);
    const held = await holdBudgets(scope);
    const known = held.find(({ id }) => id === row.id);
    if (known && !sameBudget(known, row)) throw new DomainError("CONFLICT", "This id was used for another budget.");
    if (!known) {
      if (held.length >= MAX_BUDGETS)
        throw new DomainError("CONFLICT", `An account has at most ${MAX_BUDGETS} budgets.`);
      await scope.tx.insert(budgets).values(row);
      await keepDone(scope, "budgets.create", row.id);
      await weighBudgets(inside(ctx, scope.tx), scope);
      await touchInbox(scope);
    }
    return standing(scope, row.id);
  });
}

function toRow({ userId, now }: Scope, { project, id, ...input }: CreateBudget): BudgetRow {
  const at = toInstant(now);
  return { userId, id: id ?? randomUUID(), ...input, project: project ?? null, createdAt: at, updatedAt: at };
}

function sameBudget(a: BudgetRow, b: BudgetRow): boolean {
  return bodyHash(askedFor(a)) === bodyHash(askedFor(b));
}

function askedFor({ createdAt: _created, updatedAt: _updated, ...asked }: BudgetRow) {
  return asked;
}
