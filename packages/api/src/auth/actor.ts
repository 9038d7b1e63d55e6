import type { Actor } from "@pipeline/core/actor";
import type { Db } from "@pipeline/db";
import type { Auth } from "./auth";
import { bringsKey, keyActor } from "./key";
import { extendSession, signedIn } from "./session";

export type Caller = {
  /** Null for somebody who is not signed in. */
  readonly actor: Actor | null;
  /** Cookies to set on the answer, when the session was extended. */
  readonly cookies: readonly string[];
};

/**
 * Who sent a request at `now` (ms): its key, else its session. UNAUTHENTICATED for a key that is not valid, whatever
 * the cookie says.
 */
export async function callerOf(auth: Auth, db: Db, headers: Headers, now: number): Promise<Caller> {
  if (bringsKey(headers)) return { actor: await keyActor(db, headers, now), cookies: [] };
  const session = await signedIn(auth, db, headers, now);
  if (!session) return { actor: null, cookies: [] };
  return { actor: session.actor, cookies: session.stale ? await extendSession(auth, headers) : [] };
}
