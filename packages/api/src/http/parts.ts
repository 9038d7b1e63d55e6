import type { Actor } from "@pipeline/core/actor";
import type { Db } from "@pipeline/db";
import type { Logger } from "pino";
import type { Door } from "../account/door";
import { callerOf, type Caller } from "../auth/actor";
import type { Auth } from "../auth/auth";
import { bringsKey } from "../auth/key";
import type { Ctx } from "../ctx";
import type { Hub } from "../notifications/hub";
import { refuseForeign } from "./origin";
import type { Exports } from "./exports";
import type { Limits } from "./limits";
import type { Scrape } from "./metrics";

/** What the routes are made of. */
export type Parts = {
  readonly log: Logger;
  /** The connection of requests, bound by row-level security. */
  readonly db: Db;
  /** The door's own connection. */
  readonly authDb: Db;
  readonly auth: Auth;
  readonly door: Door;
  readonly limits: Limits;
  /** Unset where nobody may read what is counted. */
  readonly scrape?: Scrape | undefined;
  readonly exports: Exports;
  readonly currency: string;
  readonly trustedOrigins: ReadonlySet<string>;
  /** Whether people come by https. */
  readonly https: boolean;
  readonly now: () => number;
  /** Where changes of inboxes are heard. */
  readonly hub?: Hub;
  /** Takes changes that no notification tells to the other processes. */
  readonly onTouch?: Ctx["onTouch"];
  /** How soon a client should look again, ms. */
  readonly pollAfterMs?: () => number;
  readonly databaseAnswers: () => Promise<boolean>;
  /** Told of everybody who sends a request. */
  readonly seen?: (actor: Actor) => void;
};

/**
 * Who asks, once it is clear that no other site does; takes `calls` from the caller's minute. Throws FORBIDDEN,
 * UNAUTHENTICATED for a bad key, TOO_MANY_REQUESTS.
 */
export async function enter(parts: Parts, request: Request, calls = 1): Promise<Caller> {
  const { headers } = request;
  if (headers.has("cookie") && !bringsKey(headers)) refuseForeign(request, parts.trustedOrigins);
  const caller = await callerOf(parts.auth, parts.authDb, headers, parts.now());
  if (caller.actor) {
    await parts.limits.spend(caller.actor, calls);
    parts.seen?.(caller.actor);
  }
  return caller;
}
