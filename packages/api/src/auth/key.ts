import { createHash } from "node:crypto";
import type { KeyActor } from "@pipeline/core/actor";
import { DomainError } from "@pipeline/core/errors";
import { statement, type Db, type Given } from "@pipeline/db";
import { apiKeys } from "@pipeline/db/schema";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import { scopesOf } from "./permissions";

const USE_NOTED_EVERY_MS = 60_000;
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;
const PLAIN = /^[\x21-\x7e]{1,200}$/;

/** True when a request speaks for a key; a cookie beside it is not looked at. */
export function bringsKey(headers: Headers): boolean {
  return headers.has("authorization") || headers.has("x-api-key");
}

/** The key a request brings. UNAUTHENTICATED for an empty, odd or repeated header. */
function keyIn(headers: Headers): string {
  const authorization = headers.get("authorization");
  const plain = headers.get("x-api-key");
  // A repeated header arrives joined by a comma and a blank, which neither pattern takes.
  const key = plain === null ? BEARER.exec(authorization ?? "")?.[1] : PLAIN.exec(plain)?.[0];
  if (key === undefined || (plain !== null && authorization !== null)) throw refused();
  return key;
}

/**
 * Who a request's API key speaks for: one look-up by the hash that the library stores, and at most one write a minute.
 * UNAUTHENTICATED for a key that is unknown, revoked or expired at `now` (ms).
 */
export async function keyActor(db: Db, headers: Headers, now: number): Promise<KeyActor> {
  const hash = createHash("sha256").update(keyIn(headers)).digest("base64url");
  const [row] = await byHash(db, { hash });
  if (!row?.enabled || (row.expiresAt !== null && row.expiresAt.getTime() <= now)) throw refused();
  if (row.lastRequest === null || row.lastRequest.getTime() <= now - USE_NOTED_EVERY_MS) await noteUse(db, row.id, now);
  return { kind: "key", userId: row.userId, keyId: row.id, scopes: scopesOf(row.permissions) };
}

const byHash = statement((db: Db, { hash }: Given<{ hash: string }>) =>
  db
    .select({
      id: apiKeys.id,
      userId: apiKeys.referenceId,
      enabled: apiKeys.enabled,
      expiresAt: apiKeys.expiresAt,
      lastRequest: apiKeys.lastRequest,
      permissions: apiKeys.permissions,
    })
    .from(apiKeys)
    .where(eq(apiKeys.key, hash)),
);

// Of many requests at once the first one writes.
async function noteUse(db: Db, id: string, now: number): Promise<void> {
  const stale = or(isNull(apiKeys.lastRequest), lt(apiKeys.lastRequest, new Date(now - USE_NOTED_EVERY_MS + 1)));
  await db
    .update(apiKeys)
    .set({ lastRequest: new Date(now) })
    .where(and(eq(apiKeys.id, id), stale));
}

function refused(): DomainError {
  return new DomainError("UNAUTHENTICATED", "This API key is not valid.");
}
