import { BudgetId, CreateBudget, ListBudgets, UpdateBudget } from "@pipeline/core/budgets";
import { router, sessionProcedure } from "../trpc";
import { createBudget } from "./create";
import { deleteBudget } from "./delete";
import { listBudgets } from "./list";
import { updateBudget } from "./update";

export const budgetsRouter = router({
  list: sessionProcedure.input(ListBudgets).query(({ ctx }) => listBudgets(ctx)),
  create: sessionProcedure
    .meta({ audit: "budgets.create" })
    .input(CreateBudget)
    .mutation(({ ctx, input }) => createBudget(ctx, input)),
  update: sessionProcedure
    .meta({ audit: "budgets.update" })
    .input(UpdateBudget)
    .mutation(({ ctx, input }) => updateBudget(ctx, input)),
  delete: sessionProcedure
    .meta({ audit: "budgets.delete" })
    .input(BudgetId)
    .mutation(({ ctx, input }) => deleteBudget(ctx, input)),
});
