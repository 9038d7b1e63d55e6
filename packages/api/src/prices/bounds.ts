import { badInput, type DomainError } from "@pipeline/core/errors";

/** Rows of the ledger that one re-rating goes through: all of it is one transaction, which others wait for. */
export const MAX_ROWS = 50_000;

/** BAD_INPUT on `from` for more than fits into one re-rating. */
export function tooMuch(what: string): DomainError {
  return badInput("from", `${what} at once: give from and to that lie closer together.`);
}
