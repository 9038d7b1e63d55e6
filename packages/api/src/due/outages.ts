import { errorCode } from "@pipeline/db";
import { unavailable } from "../unavailable";
import { SomeFailed } from "./each";

type Says = (about: { err?: unknown; work: string }, text: string) => void;

/** What the log hears of due work that fails. */
export type Outages = {
  readonly failed: (work: string, error: unknown) => void;
  readonly worked: (work: string) => void;
};

/** Says once that a kind of work fails, for each reason, until it works again, which is said as well. */
export function createOutages(log: { error: Says; info: Says }): Outages {
  const told = new Map<string, Set<string>>();
  return {
    failed(work, err) {
      const reasons = told.get(work) ?? new Set();
      const reason = reasonOf(err);
      told.set(work, reasons);
      if (reasons.has(reason)) return;
      reasons.add(reason);
      log.error({ err, work }, "Due work failed.");
    },
    worked(work) {
      if (told.delete(work)) log.info({ work }, "Due work is done again.");
    },
  };
}

/** A word that stays the same while the same thing goes wrong. */
function reasonOf(error: unknown): string {
  if (error instanceof SomeFailed) return reasonOf(error.errors[0]);
  if (unavailable(error)) return "no database";
  return errorCode(error) ?? (error instanceof Error ? error.name : "unknown");
}
