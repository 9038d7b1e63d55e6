import { DomainError } from "@pipeline/core/errors";
import { errorCode } from "@pipeline/db";

// What the driver, the socket and a server that starts or stops say.
const GONE =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0\d)$/;
// One that is there and cannot: full, read-only, out of connections or memory, or held up by others for too long. Nothing
// was written, and the same request may succeed in a moment.
const BUSY = /^(53\w{3}|25006|40001|40P01|55P03|57014)$/;
export const NO_DATABASE = "The database does not answer at the moment.";
const NOT_NOW = "The database cannot do this at the moment. Try again.";
const RETRY_AFTER_S = 5;

/** UNAVAILABLE instead of an error that says that the database cannot be reached or cannot work; undefined for any other. */
export function unavailable(error: unknown): DomainError | undefined {
  const code = errorCode(error) ?? "";
  const message = GONE.test(code) ? NO_DATABASE : BUSY.test(code) ? NOT_NOW : undefined;
  return message === undefined ? undefined : noDatabase(message, error);
}

/** UNAVAILABLE, with the time after which to come back; by default since nobody answers. */
export function noDatabase(message: string = NO_DATABASE, cause?: unknown): DomainError {
  return new DomainError("UNAVAILABLE", message, { retryAfter: RETRY_AFTER_S, cause });
}
