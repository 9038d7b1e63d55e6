import type { FieldError } from "@pipeline/core/errors";

/** What to give where the catalogue has no price, in the words of the API and of the form. */
const API_WAY = "Give unitPrice (per GPU-hour).";
const FORM_WAY = "Or give your own price per GPU-hour.";
const NOT_AN_AMOUNT = "Must be an amount like 12.50.";

/** The first complaint about each field. */
function byField(complaints: readonly FieldError[]): Record<string, string> {
  return Object.fromEntries(complaints.toReversed().map(({ field, message }) => [field, message]));
}

/** What is wrong with what was typed. */
export function complaintsAbout(issues: readonly { path: readonly PropertyKey[]; message: string }[]) {
  const errors = byField(issues.map(({ path, message }) => ({ field: path.map(String).join("."), message })));
  return "unitPrice" in errors ? { ...errors, unitPrice: NOT_AN_AMOUNT } : errors;
}

/** True when a budget has no room for the job; tRPC's own code also stands for a key that was used before. */
export function isOverBudget({ data }: { data?: { reason: string | null } | null | undefined }) {
  return data?.reason === "BUDGET_EXCEEDED";
}

/** What the server refused. The form has checked every field by itself: of a GPU type only its price is left. */
export function complaintsOf({
  data,
}: {
  data?: { fields: readonly FieldError[] } | null | undefined;
}): Record<string, string> {
  const errors = byField(data?.fields ?? []);
  const { gpuType } = errors;
  return gpuType === undefined ? errors : { ...errors, gpuType: gpuType.replace(API_WAY, FORM_WAY) };
}
