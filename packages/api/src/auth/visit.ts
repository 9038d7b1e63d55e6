import type { SessionActor } from "@pipeline/core/actor";
import type { AuditAction } from "@pipeline/core/audit";
import type { Db } from "@pipeline/db";
import { sessions, users } from "@pipeline/db/schema";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { keepDone, keepRefused } from "../audit/keep";
import { refused } from "../audit/refused";
import { writing, type Ctx } from "../ctx";
import { changing } from "./one-transaction";

/** A change that somebody asks of the door, over its own connection, which adds to the audit log and cannot read it. */
export type Visit = Omit<Ctx, "actor"> & {
  readonly action: AuditAction;
  /** Undefined for who is not signed in. */
  readonly actor: SessionActor | undefined;
  readonly onUnexpected: (error: unknown) => void;
};
/** What came of it: its input once that was checked, what it was about, and the library's answer. */
export type Attempt = { readonly input: unknown; readonly subject: string | null; readonly response: Response };

const Named = z.object({ token: z.string() });
const Tried = z.object({ email: z.string() });
const Session = z.object({ id: z.string(), userId: z.string() });

/**
 * Writes down what an attempt was refused, before it is answered; what it does is written down by `kept`.
 * A stranger leaves an entry where a sign-in fails for an account that there is.
 */
export async function watched(visit: Visit, attempt: () => Promise<Attempt>): Promise<Response> {
  const { action, onUnexpected } = visit;
  const actor = comes(visit) ? undefined : visit.actor;
  const { input, subject, response } = await attempt().catch(async (error: unknown) => {
    if (actor) await refused({ ...visit, actor }, { action, input: null, error, onUnexpected });
    throw error;
  });
  if (response.ok) return response;
  if (actor) await keepRefused({ ...visit, actor }, { action, subject, code: codeOf(response) }).catch(onUnexpected);
  // Not waited for: how long it takes would tell a stranger that there is such an account.
  else if (action === "auth.signIn") void keepFailure(visit, input).catch(onUnexpected);
  return response;
}

/** Has the library do it: what it changes and the entry of that are kept together, or neither. */
export function kept(visit: Visit, subject: string | null, handle: () => Promise<Response>): Promise<Response> {
  const known = comes(visit) ? undefined : visit.actor;
  const keep = async (tx: Db, last: unknown) => {
    const by = comes(visit) ? newcomer(last) : known;
    // A session that is over ends for nobody.
    if (!by) return;
    const ctx: Ctx = { ...visit, db: tx, actor: { kind: "system", userId: by.userId } };
    await writing(ctx, (scope) => keepDone(scope, visit.action, subject, by));
  };
  return changing({ userId: known?.userId, keep }, handle);
}

/** The id of the session that an input names by its token, which is a secret. Null for any other input. */
export async function sessionNamed({ db, actor }: Visit, input: unknown): Promise<string | null> {
  const named = Named.safeParse(input);
  if (!actor || !named.success) return null;
  const mine = and(eq(sessions.userId, actor.userId), eq(sessions.token, named.data.token));
  const [row] = await db.select({ id: sessions.id }).from(sessions).where(mine);
  return row?.id ?? null;
}

const comes = ({ action }: Visit) => action === "auth.signIn" || action === "auth.signUp";

/** Whom the session lets in that was made last. */
function newcomer(made: unknown) {
  const { id, userId } = Session.parse(made);
  return { kind: "session", userId, sessionId: id } as const;
}

async function keepFailure(visit: Visit, input: unknown): Promise<void> {
  const { email } = Tried.parse(input);
  const [known] = await visit.db.select({ userId: users.id }).from(users).where(eq(users.email, email.toLowerCase()));
  if (!known) return;
  const actor = { kind: "system", userId: known.userId } as const;
  await keepRefused({ ...visit, actor }, { action: visit.action, subject: null, code: "UNAUTHENTICATED", actor: null });
}

const CODES: Readonly<Record<number, string>> = {
  400: "BAD_INPUT",
  401: "UNAUTHENTICATED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
};
const codeOf = ({ status }: Response) => CODES[status] ?? "UNEXPECTED";
