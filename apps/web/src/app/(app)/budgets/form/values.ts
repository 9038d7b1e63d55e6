import { DEFAULT_THRESHOLDS } from "@pipeline/core/budget-words";
import { CreateBudget, UpdateBudget } from "@pipeline/core/budgets";
import type { FieldError } from "@pipeline/core/errors";
import type { Budget } from "@pipeline/react";
import { withTyped } from "./thresholds";

/** The form as it is typed. `threshold` is the one that is not yet among the others. */
export type BudgetValues = {
  name: string;
  amount: string;
  period: Budget["period"];
  scope: "everything" | "project";
  project: string;
  thresholds: number[];
  threshold: string;
  forecastAlert: boolean;
  blockNewJobs: boolean;
};
type Complaints = { errors: Record<string, string> };

export const NEW_BUDGET: BudgetValues = {
  name: "",
  amount: "",
  period: "month",
  scope: "everything",
  project: "",
  thresholds: [...DEFAULT_THRESHOLDS],
  threshold: "",
  forecastAlert: true,
  blockNewJobs: false,
};

/** A budget to be changed, as the form shows it. */
export function valuesOf({ name, amount, period, project, thresholds, ...flags }: Budget): BudgetValues {
  const { forecastAlert, blockNewJobs } = flags;
  return {
    ...NEW_BUDGET,
    name,
    amount,
    period,
    scope: project === null ? "everything" : "project",
    project: project ?? "",
    thresholds: [...thresholds],
    forecastAlert,
    blockNewJobs,
  };
}

/** What may be changed later, as far as the form can say by itself. */
function changeable({ name, amount, thresholds, threshold, forecastAlert, blockNewJobs }: BudgetValues) {
  const typed = withTyped(thresholds, threshold);
  const errors = "complaint" in typed ? { threshold: typed.complaint } : {};
  const all = "complaint" in typed ? thresholds : typed.thresholds;
  return { fields: { name, amount: amount.trim(), thresholds: all, forecastAlert, blockNewJobs }, errors };
}

/** The budget the form asks for, or what is wrong with which field. */
export function toCreate(values: BudgetValues): { budget: CreateBudget } | Complaints {
  const { fields, errors } = changeable(values);
  const { period, scope, project } = values;
  const parsed = CreateBudget.safeParse({ ...fields, period, ...(scope === "project" && { project }) });
  if (parsed.success && Object.keys(errors).length === 0) return { budget: parsed.data };
  return { errors: { ...complaintsOf(issuesOf(parsed.error)), ...errors } };
}

/** The change the form asks for, or what is wrong with which field. */
export function toUpdate(id: string, values: BudgetValues): { change: UpdateBudget } | Complaints {
  const { fields, errors } = changeable(values);
  const parsed = UpdateBudget.safeParse({ id, ...fields });
  if (parsed.success && Object.keys(errors).length === 0) return { change: parsed.data };
  return { errors: { ...complaintsOf(issuesOf(parsed.error)), ...errors } };
}

const NOT_AN_AMOUNT = "Must be an amount like 500 or 12.50.";

type Issues = { issues: readonly { path: readonly PropertyKey[]; message: string }[] };
const issuesOf = (error: Issues | undefined): FieldError[] =>
  error?.issues.map(({ path, message }) => ({ field: path.map(String).join("."), message })) ?? [];

/** The first complaint about each field of the form; of the thresholds at the field where one is typed. */
export function complaintsOf(complaints: readonly FieldError[]): Record<string, string> {
  return Object.fromEntries(
    complaints.toReversed().map(({ field, message }) => {
      const name = field.split(".")[0] ?? field;
      if (name === "thresholds") return ["threshold", message];
      // The schema's own words are for programs: "a plain decimal in a string".
      return [name, name === "amount" && message.includes("plain decimal") ? NOT_AN_AMOUNT : message];
    }),
  );
}
