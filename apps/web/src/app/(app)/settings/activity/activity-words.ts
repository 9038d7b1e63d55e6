import type { AuditAction } from "@pipeline/core/audit";

const WORDS: Readonly<Record<AuditAction, string>> = {
  "account.update": "Change of profile or time zone",
  "apiKeys.create": "New API key",
  "apiKeys.revoke": "End of an API key",
  "budgets.create": "New budget",
  "budgets.update": "Change of a budget",
  "budgets.delete": "End of a budget",
  "costs.correct": "Correction of a cost",
  "costs.import": "Import of a bill",
  "jobs.create": "New job",
  "jobs.cancel": "Cancellation of a job",
  "jobs.import": "Import of jobs",
  "prices.rerate": "New prices for past usage",
  "storage.keep": "New stored file",
  "storage.remove": "Removal of a stored file",
  "auth.signUp": "New account",
  "auth.signIn": "Sign-in",
  "auth.signOut": "Sign-out",
  "auth.changePassword": "New password",
  "auth.revokeSession": "End of a session",
  "auth.revokeSessions": "End of every session",
  "auth.revokeOtherSessions": "End of all other sessions",
  "auth.deleteUser": "End of the account",
};

/** What was done or tried, in the words of the page; its name where an older page knows none. */
export function actionWords(action: string): string {
  return new Map<string, string>(Object.entries(WORDS)).get(action) ?? action;
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
/** `keys` is undefined until they are loaded. */
type Known = { sessionId: string | undefined; keys: readonly { id: string; name: string }[] | undefined };

/** Who did it and from where: "This browser, 203.0.113.7". */
export function actorWords({ actor, actorId, address }: By, { sessionId, keys }: Known): string {
  const who = () => {
    if (actor === "key") {
      if (keys === undefined) return "A key";
      const key = keys.find(({ id }) => id === actorId);
      return key === undefined ? "A key that is gone" : `Key ${key.name}`;
    }
    if (actor === "session") return actorId === sessionId ? "This browser" : "A browser";
    return actor === "system" ? "Pipeline itself" : "Somebody who was not signed in";
  };
  return address === null ? who() : `${who()}, ${address}`;
}
