import { z } from "zod";
import { BUDGET_PERIODS, DEFAULT_THRESHOLDS } from "./budget-words";
import { Project } from "./costs";
import { MoneyInput } from "./money-schema";
import { name, Uuid, whole } from "./text";

const Amount = MoneyInput.refine((amount) => amount !== "0" && !amount.startsWith("-"), "Must be above 0.");

const Thresholds = z
  .array(whole(1, 1000))
  .min(1, "Give at least one threshold.")
  .max(10, "At most 10 thresholds.")
  .transform((thresholds) => [...new Set(thresholds)].sort((a, b) => a - b));

const changeable = {
  name: name(100),
  amount: Amount,
  /** Percent of the amount; each tells once a period. */
  thresholds: Thresholds,
  /** Tells once a period when the forecast of its end is above the amount. */
  forecastAlert: z.boolean(),
  /** Refuses `jobs.create` where spent + reservations + the new estimate would be above the amount. */
  blockNewJobs: z.boolean(),
};

export const CreateBudget = z.strictObject({
  /** The caller's own id makes a retry the same budget. */
  id: Uuid.optional(),
  ...changeable,
  period: z.enum(BUDGET_PERIODS),
  /** Absent: everything the account spends. */
  project: Project.optional(),
  thresholds: Thresholds.default([...DEFAULT_THRESHOLDS]),
  forecastAlert: z.boolean().default(false),
  blockNewJobs: z.boolean().default(false),
});
export type CreateBudget = z.infer<typeof CreateBudget>;

/** `period` and `project` may be repeated but not changed: what is counted already would mean something else. */
export const UpdateBudget = z.strictObject({
  id: Uuid,
  ...z.strictObject(changeable).partial().shape,
  period: z.enum(BUDGET_PERIODS).optional(),
  project: Project.nullable().optional(),
});
export type UpdateBudget = z.infer<typeof UpdateBudget>;

/** All of them: there is nothing to choose. */
export const ListBudgets = z.strictObject({}).default({});

export const BudgetId = z.strictObject({ id: Uuid });
export type BudgetId = z.infer<typeof BudgetId>;
