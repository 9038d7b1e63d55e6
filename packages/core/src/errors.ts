/** The closed list of what can go wrong on purpose. Everything else is unexpected and is never shown. */
export const DOMAIN_CODES = [
  "BAD_INPUT",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "BUDGET_EXCEEDED",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "TOO_MANY_REQUESTS",
  "UNAVAILABLE",
] as const;
export type DomainCode = (typeof DOMAIN_CODES)[number];

/** One complaint about one input field, in the path notation of the caller (`window.from`). */
export type FieldError = { field: string; message: string };

const brand = Symbol.for("pipeline.DomainError");

/** An error whose message is meant for the caller. */
export class DomainError extends Error {
  readonly code: DomainCode;
  readonly fields: readonly FieldError[];
  /** Seconds after which a retry makes sense (429 and 503). */
  readonly retryAfter: number | undefined;
  /** How many the caller may have in the time that a 429 is about, where it is a limit of this kind. */
  readonly limit: number | undefined;
  readonly [brand] = true;

  constructor(
    code: DomainCode,
    message: string,
    options: { fields?: readonly FieldError[]; retryAfter?: number; limit?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DomainError";
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
    this.limit = options.limit;
  }
}

/** True for a DomainError of any copy of this module (a bundler may hold two). */
export function isDomainError(error: unknown): error is DomainError {
  return typeof error === "object" && error !== null && brand in error;
}

/** A BAD_INPUT that names one field. */
export function badInput(field: string, message: string): DomainError {
  return new DomainError("BAD_INPUT", message, { fields: [{ field, message }] });
}

/** The same answer for "not there" and "not yours". */
export function notFound(noun: string): DomainError {
  return new DomainError("NOT_FOUND", `No such ${noun}.`);
}
