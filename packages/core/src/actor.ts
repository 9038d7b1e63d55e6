/** What an API key may be allowed to do. A session may do everything its owner may. */
export const SCOPES = [
  "jobs:read",
  "jobs:write",
  "jobs:report",
  "costs:read",
  "costs:write",
  "notifications:read",
  "notifications:write",
] as const;
export type Scope = (typeof SCOPES)[number];

/** What a trainer needs: report events and record costs, read nothing. */
export const DEFAULT_KEY_SCOPES: readonly Scope[] = ["jobs:report", "costs:write"];

/** A person in a browser. */
export type SessionActor = {
  kind: "session";
  userId: string;
  email: string;
  name: string;
  sessionId: string;
};
/** A program with an API key. */
export type KeyActor = { kind: "key"; userId: string; keyId: string; scopes: readonly Scope[] };
/** Pipeline itself, acting for one user: the demo, an import, a host's own router. */
export type SystemActor = { kind: "system"; userId: string };

/** Who acts. The scope of every statement comes from here, never from input. */
export type Actor = SessionActor | KeyActor | SystemActor;

/** True when the actor holds the scope; only keys are ever without one. */
export function holds(actor: Actor, scope: Scope): boolean {
  return actor.kind !== "key" || actor.scopes.includes(scope);
}
