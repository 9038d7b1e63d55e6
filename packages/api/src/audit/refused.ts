import type { AuditAction } from "@pipeline/core/audit";
import { isDomainError } from "@pipeline/core/errors";
import { UUID } from "@pipeline/core/plain-text";
import type { Ctx } from "../ctx";
import { unavailable } from "../unavailable";
import { keepRefused } from "./keep";

type Attempt = {
  readonly action: AuditAction;
  /** As it was sent: only an id in it is looked at. */
  readonly input: unknown;
  readonly error: unknown;
  /** Told of what could not be written down. */
  readonly onUnexpected?: ((error: unknown) => void) | undefined;
};

/** Writes down what a caller was refused, or what failed. Never throws: the caller's answer stays what it is. */
export async function refused(ctx: Ctx, { action, input, error, onUnexpected }: Attempt): Promise<void> {
  const code = isDomainError(error) ? error.code : "UNEXPECTED";
  // Nothing can be written where nothing can be read.
  if (code === "UNAVAILABLE" || unavailable(error)) return;
  try {
    await keepRefused(ctx, { action, subject: subjectOf(input), code });
  } catch (failure) {
    onUnexpected?.(failure);
  }
}

/** The id that an input is about, if it is one. */
function subjectOf(input: unknown): string | null {
  if (typeof input !== "object" || input === null) return null;
  for (const name of ["id", "recordId", "jobId"]) {
    const value: unknown = Reflect.get(input, name);
    if (typeof value === "string" && UUID.test(value)) return value.toLowerCase();
  }
  return null;
}
