import { CreateBudget, UpdateBudget } from "@pipeline/core/budgets";
import { fromUnits, toUnits } from "@pipeline/core/money";
import fc from "fast-check";
import { createBudget } from "../budgets/create";
import { deleteBudget } from "../budgets/delete";
import { updateBudget } from "../budgets/update";
import { anyIndex, command, pick } from "./command";
import { monthOf } from "./model";

export const budget = fc
  .record({
    amount: fc.bigInt(1n, 300n * 10n ** 12n).map(fromUnits),
    project: fc.constantFrom(null, "alpha", "beta"),
    thresholds: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
    blockNewJobs: fc.boolean(),
  })
  .map(({ project, ...given }) =>
    command(
      `make a budget ${JSON.stringify({ project, ...given })}`,
      async (model, { ctx }) => {
        const input = CreateBudget.parse({
          name: "b",
          period: "month",
          ...given,
          ...(project !== null && { project }),
        });
        const { id } = await createBudget(ctx, input);
        const periods = [{ ...monthOf(model.now, model.timeZone), fired: new Set<number>() }];
        const { thresholds } = input;
        model.budgets.push({
          id,
          project,
          amount: toUnits(given.amount),
          thresholds,
          blocks: given.blockNewJobs,
          periods,
        });
      },
      ({ budgets }) => budgets.length < 4,
    ),
  );

export const resize = fc.record({ of: anyIndex, percent: fc.integer({ min: 10, max: 400 }) }).map(({ of, percent }) =>
  command(
    `resize budget ${of} to ${percent}%`,
    async (model, { ctx }) => {
      const known = pick(model.budgets, of);
      if (!known) return;
      const units = (known.amount * BigInt(percent)) / 100n + 1n;
      if (units >= 10n ** 21n) return;
      await updateBudget(ctx, UpdateBudget.parse({ id: known.id, amount: fromUnits(units) }));
      known.amount = units;
    },
    ({ budgets }) => budgets.length > 0,
  ),
);

export const drop = anyIndex.map((of) =>
  command(
    `delete budget ${of}`,
    async (model, { ctx }) => {
      const known = pick(model.budgets, of);
      if (!known) return;
      await deleteBudget(ctx, { id: known.id });
      model.budgets = model.budgets.filter(({ id }) => id !== known.id);
    },
    ({ budgets }) => budgets.length > 1,
  ),
);
