import { CreateBudget, UpdateBudget } from "@pipeline/core/budgets";
import { fromUnits, toUnits } from "@pipeline/core/money";
import fc from "fast-check";
import { createBudget } from "../budgets/create";
import { deleteBudget } from "../budgets/delete";
import { updateBudget } from "../budgets/update";
import { anyIndex, command, pick } from "./command";
import { periodOf, type ModelBudget } from "./model";

export const budget = fc
  .record({
    amount: fc.bigInt(1n, 300n * 10n ** 12n).map(fromUnits),
    project: fc.constantFrom(null, "alpha", "beta"),
    period: fc.constantFrom("month" as const, "week" as const),
    thresholds: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 4 }),
    blockNewJobs: fc.boolean(),
  })
  .map(({ project, ...given }) =>
    command(
      `make a budget ${JSON.stringify({ project, ...given })}`,
      async (model, { ctx }) => {
        const input = CreateBudget.parse({
          name: "b",
          ...given,
          ...(project !== null && { project }),
        });
        const { id } = await createBudget(ctx, input);
        const { thresholds, period } = input;
        const limits = { amount: toUnits(given.amount), thresholds };
        const periods = [{ ...periodOf(period, model.now, model.timeZone), ...limits, fired: new Set<number>() }];
        model.budgets.push({ id, project, period, ...limits, blocks: given.blockNewJobs, periods });
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
      change(known, { amount: units }, model.now);
    },
    ({ budgets }) => budgets.length > 0,
  ),
);

export const retune = fc.record({ of: anyIndex, at: fc.integer({ min: 1, max: 200 }) }).map(({ of, at }) =>
  command(
    `tell budget ${of} at ${at}% too`,
    async (model, { ctx }) => {
      const known = pick(model.budgets, of);
      if (!known) return;
      const thresholds = [...new Set([...known.thresholds.slice(-3), at])].sort((a, b) => a - b);
      await updateBudget(ctx, { id: known.id, thresholds });
      change(known, { thresholds }, model.now);
    },
    ({ budgets }) => budgets.length > 0,
  ),
);

/** A period that lasts goes by the new limits, one that has ended does not. */
function change(known: ModelBudget, limits: Partial<Pick<ModelBudget, "amount" | "thresholds">>, now: number): void {
  Object.assign(known, limits);
  for (const period of known.periods) if (period.end > now) Object.assign(period, limits);
}

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
