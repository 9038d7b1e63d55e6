import type { AuditAction } from "@pipeline/core/audit";

const DONE: Readonly<Record<AuditAction, string>> = {
  "account.update": "Changed the profile or time zone",
  "apiKeys.create": "Made an API key",
  "apiKeys.revoke": "Revoked an API key",
  "budgets.create": "Made a budget",
  "budgets.update": "Changed a budget",
  "budgets.delete": "Deleted a budget",
  "costs.correct": "Corrected a cost",
  "costs.import": "Imported a bill",
  "jobs.create": "Registered a job",
  "jobs.cancel": "Canceled a job",
  "jobs.import": "Imported jobs",
  "prices.rerate": "Priced past usage again",
  "storage.keep": "Registered a stored file",
  "storage.remove": "Removed a stored file",
  "auth.signUp": "Made the account",
  "auth.signIn": "Signed in",
  "auth.signOut": "Signed out",
  "auth.changePassword": "Changed the password",
  "auth.revokeSession": "Ended a session",
  "auth.revokeSessions": "Ended every session",
  "auth.revokeOtherSessions": "Ended all other sessions",
  "auth.deleteUser": "Deleted the account",
};

/** What was done, in the words of the page; its name where an older page knows none. */
export function actionWords(action: string): string {
  return new Map<string, string>(Object.entries(DONE)).get(action) ?? action;
}

const REASONS: Readonly<Record<string, string>> = {
  BAD_INPUT: "the input was not valid",
  UNAUTHENTICATED: "wrong password",
  FORBIDDEN: "not allowed",
  NOT_FOUND: "no such thing",
  CONFLICT: "it had changed before",
  BUDGET_EXCEEDED: "a budget was full",
  UNEXPECTED: "it failed on our side",
};

/** Why something was refused; undefined for what was done. */
export function refusalReason(code: string | null): string | undefined {
  return code === null ? undefined : (REASONS[code] ?? code.toLowerCase().replaceAll("_", " "));
}

type By = { actor: string; actorId: string | null; address: string | null };
type Known = { sessionId: string | undefined; keys: readonly { id: string; name: string }[] };

/** Who did it and from where: "This browser, 203.0.113.7". */
export function actorWords({ actor, actorId, address }: By, { sessionId, keys }: Known): string {
  const who = () => {
    if (actor === "key") {
      const key = keys.find(({ id }) => id === actorId);
      return key === undefined ? "A key that is gone" : `Key ${key.name}`;
    }
    if (actor === "session") return actorId === sessionId ? "This browser" : "A browser";
    return actor === "system" ? "Pipeline itself" : "Somebody who was not signed in";
  };
  return address === null ? who() : `${who()}, ${address}`;
}
