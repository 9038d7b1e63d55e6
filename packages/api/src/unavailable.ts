import { DomainError } from "@pipeline/core/errors";
import { errorCode } from "@pipeline/db";

// What the driver, the socket and a server that starts or stops say.
const GONE =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|ECONN\w+|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|08\w{3}|57P0[123]|53300)$/;

export const NO_DATABASE = "The database does not answer at the moment.";

/** UNAVAILABLE instead of an error that says that the database cannot be reached; undefined for any other. */
export function unavailable(error: unknown): DomainError | undefined {
  if (!GONE.test(errorCode(error) ?? "")) return undefined;
  return new DomainError("UNAVAILABLE", NO_DATABASE, { retryAfter: 5, cause: error });
}
