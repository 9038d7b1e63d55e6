import { isAppPath } from "@pipeline/core/app-path";

type Refused = { status: number; message?: string | undefined };
type Detail = { field: string; message: string };

/** What a form shows of a refusal: complaints by field, and one sentence for the rest. */
export type Complaints = { fields: Readonly<Record<string, string>>; form: string | null };

function isDetail(value: unknown): value is Detail {
  return typeof value === "object" && value !== null && "field" in value && "message" in value;
}

function detailsOf(error: object): Detail[] {
  return "details" in error && Array.isArray(error.details) ? error.details.filter(isDetail) : [];
}

/** Reads the refusal of the door in the words of the page. `names` are the form's fields. */
export function complaintsOf(error: Refused, names: readonly string[]): Complaints {
  const shown = detailsOf(error).filter(({ field }) => names.includes(field));
  const fields = Object.fromEntries(shown.map(({ field, message }) => [field, message]));
  return { fields, form: shown.length > 0 ? null : sentenceOf(error) };
}

function sentenceOf({ status, message }: Refused): string {
  if (status === 401) return "No account has this e-mail and password.";
  if (status === 422) return "There is an account with this e-mail already. Sign in instead.";
  if (status === 429) return "Too many failed tries. Wait a few minutes.";
  if (status === 0 || message === undefined || message === "") return "The server could not be reached. Try again.";
  return message;
}

/** Where to go after signing in: a path of ours, else the costs. */
export function destination(next: string | string[] | undefined): string {
  return typeof next === "string" && isAppPath(next) ? next : "/costs";
}
