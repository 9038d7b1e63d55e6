/** How long a budget's amount lasts, in the account's zone; weeks start on Monday. */
export const BUDGET_PERIODS = ["month", "week"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** Percent of the amount at which a budget tells, unless it says otherwise. */
export const DEFAULT_THRESHOLDS: readonly number[] = [50, 80, 100];
