import type { Actor } from "@pipeline/core/actor";
import { isDomainError } from "@pipeline/core/errors";
import { replicaOf, withUser, type Db } from "@pipeline/db";
import type { Source } from "./audit/keep";
import type { Hint } from "./notifications/hint";
import { inboxVersion } from "./notifications/inbox";

/** All a verb may know: where the data is, who acts, what time it is, and the installation's currency. */
export type Ctx = {
  /** A pool or a transaction alike: a verb joins the transaction it is given. */
  readonly db: Db;
  readonly actor: Actor;
  /** Milliseconds since 1970. Injected, so that tests own the clock. */
  readonly now: () => number;
  /** ISO 4217, one for the whole installation. */
  readonly currency: string;
  /** Told when a change that no notification tells has raised an inbox's version, before it commits. */
  readonly onTouch?: ((hint: Hint) => void) | undefined;
  /** The request behind it, for the audit log. */
  readonly source?: Source | undefined;
};

/** A verb's view inside its transaction: whose rows, and one instant for all of them. */
export type Scope = { readonly tx: Db; readonly userId: string; readonly now: number } & Pick<
  Ctx,
  "actor" | "onTouch" | "source"
>;

/** Runs `body` as the actor on one read-only snapshot, or inside the caller's transaction. */
export function reading<T>(ctx: Ctx, body: (scope: Scope) => Promise<T>): Promise<T> {
  return withUser(ctx.db, ctx.actor.userId, "read", (tx) => body(scope(ctx, tx)));
}

/**
 * The same for sums, from a read replica where there is one that has all that this user's screens were told of: every
 * change of what they show raises the version of the inbox. Else, and where it fails, the primary answers.
 */
export async function summing<T>(ctx: Ctx, body: (scope: Scope) => Promise<T>): Promise<T> {
  const answer = await replicaOf(ctx.db)?.ask(
    (db, heard) => onReplica({ ...ctx, db }, ctx, { body, heard }),
    isDomainError,
  );
  return answer ? answer.value : reading(ctx, body);
}

type Summing<T> = { body: (scope: Scope) => Promise<T>; heard: () => void };

async function onReplica<T>(
  replica: Ctx,
  primary: Ctx,
  { body, heard }: Summing<T>,
): Promise<{ value: T } | undefined> {
  const told = reading(primary, inboxVersion);
  // Whoever fails first is asked about.
  told.catch(() => {});
  return reading(replica, async (copied) => {
    const known = await inboxVersion(copied);
    heard();
    return known < (await told) ? undefined : { value: await body(copied) };
  });
}

/** Runs `body` as the actor in one transaction: the caller's, or its own. */
export function writing<T>(ctx: Ctx, body: (scope: Scope) => Promise<T>): Promise<T> {
  return withUser(ctx.db, ctx.actor.userId, "write", (tx) => body(scope(ctx, tx)));
}

function scope({ actor, now, onTouch, source }: Ctx, tx: Db): Scope {
  return { tx, userId: actor.userId, now: now(), actor, onTouch, source };
}

/** The same context, speaking inside a transaction: hand it to other verbs. */
export function inside(ctx: Ctx, tx: Db): Ctx {
  return { ...ctx, db: tx };
}
