import { toInstant, toMs } from "@pipeline/core/instant";
import type { Db } from "@pipeline/db";
import { apiKeys, users } from "@pipeline/db/schema";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import type { ApiKey, Door } from "../account/door";
import type { Auth } from "./auth";
import { scopesOf, toPermissions } from "./permissions";

type KeyRow = typeof apiKeys.$inferSelect;

const isUuid = (value: string) => z.uuid().safeParse(value).success;

/** What the verbs need of the auth library, on the door's own connection. */
export function createDoor(auth: Auth, db: Db): Door {
  return {
    async profile(userId) {
      const [row] = await db.select({ email: users.email, name: users.name }).from(users).where(eq(users.id, userId));
      return row;
    },
    async rename(userId, name) {
      await db.update(users).set({ name, updatedAt: new Date() }).where(eq(users.id, userId));
    },
    async listKeys(userId) {
      const rows = await db
        .select()
        .from(apiKeys)
        .where(eq(apiKeys.referenceId, userId))
        .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
      return rows.map(toApiKey);
    },
    async createKey(userId, { name, scopes, expiresAt }, keep) {
      const permissions = toPermissions(scopes);
      const { id, key } = await auth.api.createApiKey({ body: { name, userId, permissions } });
      const mine = and(eq(apiKeys.referenceId, userId), eq(apiKeys.id, id));
      const keeping = db.transaction(async (tx) => {
        const [row] = await tx
          .update(apiKeys)
          // The library takes seconds from its own clock; an instant is an instant.
          .set({ expiresAt: expiresAt === undefined ? null : new Date(toMs(expiresAt)) })
          .where(mine)
          .returning();
        await keep?.(tx, id);
        return row;
      });
      // Nobody has seen the key yet: where its entry cannot be kept, it goes.
      const made = await keeping.catch(async (error: unknown) => {
        await db.delete(apiKeys).where(mine);
        throw error;
      });
      if (!made) throw new Error("A key is gone before it was shown.");
      return { ...toApiKey(made), key };
    },
    async revokeKey(userId, id, keep) {
      if (!isUuid(id)) return false;
      return db.transaction(async (tx) => {
        const [gone] = await tx
          .delete(apiKeys)
          .where(and(eq(apiKeys.referenceId, userId), eq(apiKeys.id, id)))
          .returning({ id: apiKeys.id });
        if (gone) await keep?.(tx, gone.id);
        return gone !== undefined;
      });
    },
  };
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name ?? "",
    start: row.start ?? "",
    scopes: scopesOf(row.permissions),
    createdAt: toInstant(row.createdAt.getTime()),
    lastUsedAt: row.lastRequest && toInstant(row.lastRequest.getTime()),
    expiresAt: row.expiresAt && toInstant(row.expiresAt.getTime()),
  };
}
