import { z } from "zod";
import { CursorInput, limit } from "./cursor";

/**
 * The changes of money and security that leave an entry in the account's log, done or refused. Procedures have their own
 * names, the routes of the door begin with `auth.`.
 */
export const AUDIT_ACTIONS = [
  "account.update",
  "apiKeys.create",
  "apiKeys.revoke",
  "budgets.create",
  "budgets.update",
  "budgets.delete",
  "costs.correct",
  "costs.import",
  "jobs.create",
  "jobs.cancel",
  "jobs.import",
  "prices.rerate",
  "storage.keep",
  "storage.remove",
  "auth.signUp",
  "auth.signIn",
  "auth.signOut",
  "auth.changePassword",
  "auth.revokeSession",
  "auth.revokeSessions",
  "auth.revokeOtherSessions",
  "auth.deleteUser",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_OUTCOMES = ["done", "refused"] as const;

/** Who acted: as in `Actor`, and nobody yet for a sign-in that failed. */
export const AUDIT_ACTORS = ["session", "key", "system", "nobody"] as const;

export const ListAudit = z.strictObject({
  cursor: CursorInput.optional(),
  limit: limit(100, 20),
});
export type ListAudit = z.infer<typeof ListAudit>;
