import type { KeyActor, SessionActor, SystemActor } from "@pipeline/core/actor";
import type { AuditAction } from "@pipeline/core/audit";
import { toInstant } from "@pipeline/core/instant";
import { auditEntries } from "@pipeline/db/schema";
import { writing, type Ctx, type Scope } from "../ctx";

/** Where a request came from. */
export type Source = {
  readonly requestId: string;
  /** The address at the other end of the connection; null where the host does not tell. */
  readonly address: string | null;
};

/** An entry's own words: why it was refused, null for what was done; nobody for who is not known yet. */
type Entry = { action: AuditAction; subject: string | null; code: string | null; actor: By | null };
type By = Pick<SystemActor, "kind"> | Pick<KeyActor, "kind" | "keyId"> | Pick<SessionActor, "kind" | "sessionId">;

/**
 * Writes down what was done, in the transaction that does it: both are kept, or neither. `subject` is the id of what it was,
 * `actor` who did it where the scope does not know.
 */
export async function keepDone(
  scope: Scope,
  action: AuditAction,
  subject: string | null = null,
  actor: By = scope.actor,
): Promise<void> {
  await keep(scope, { action, subject, code: null, actor });
}

/** Writes down what was refused with `code`, once the transaction that tried it is gone. */
export async function keepRefused(
  ctx: Ctx,
  entry: Omit<Entry, "actor"> & Partial<Pick<Entry, "actor">>,
): Promise<void> {
  await writing(ctx, (scope) => keep(scope, { actor: ctx.actor, ...entry }));
}

async function keep({ tx, userId, now, source }: Scope, { action, subject, code, actor }: Entry): Promise<void> {
  await tx.insert(auditEntries).values({
    userId,
    at: toInstant(now),
    action,
    subject,
    outcome: code === null ? "done" : "refused",
    code,
    actor: actor?.kind ?? "nobody",
    actorId: actor && idOf(actor),
    requestId: source?.requestId ?? null,
    address: source?.address ?? null,
  });
}

function idOf(actor: By): string | null {
  if (actor.kind === "system") return null;
  return actor.kind === "key" ? actor.keyId : actor.sessionId;
}

/** Who wrote a record of the ledger or told an event: these are written once and never changed, and need no entry beside them. */
export function recordedBy({ actor }: Scope): string {
  const id = idOf(actor);
  return id === null ? actor.kind : `${actor.kind}:${id}`;
}
