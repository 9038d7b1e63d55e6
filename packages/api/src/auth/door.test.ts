import { DEFAULT_KEY_SCOPES, SCOPES } from "@pipeline/core/actor";
import type { Db } from "@pipeline/db";
import { apiKeys } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { createTestHttp, type TestHttp } from "../http/testing";
import { scopesOf, toPermissions } from "./permissions";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
});

test("a key is shown once, and kept as a hash", async () => {
  const { userId } = await http.person();
  const expiresAt = "2031-01-01T00:00:00.123Z";
  const made = await http.pipeline.door.createKey(userId, {
    name: "Trainer 🚂",
    scopes: [...DEFAULT_KEY_SCOPES],
    expiresAt,
  });
  expect(made).toMatchObject({ name: "Trainer 🚂", scopes: DEFAULT_KEY_SCOPES, expiresAt, lastUsedAt: null });
  // Enough of it to tell it from others: `pk_` and five more.
  expect(made.start).toBe(made.key.slice(0, 8));
  const [row] = await http.auth.db.select().from(apiKeys).where(eq(apiKeys.id, made.id));
  expect(JSON.stringify(row)).not.toContain(made.key);
  const listed = await http.pipeline.door.listKeys(userId);
  expect(listed).toEqual([{ ...made, key: undefined }]);
});

const broken = async () => {
  throw new Error("No entry.");
};

test("a key of which no entry can be kept is not there, and one that is not revoked keeps none", async () => {
  const { userId } = await http.person();
  const asked = { name: "k", scopes: [...DEFAULT_KEY_SCOPES] };
  await expect(http.pipeline.door.createKey(userId, asked, broken)).rejects.toThrow("No entry.");
  expect(await http.pipeline.door.listKeys(userId)).toEqual([]);
  const { id } = await http.pipeline.door.createKey(userId, asked);
  await expect(http.pipeline.door.revokeKey(userId, id, broken)).rejects.toThrow("No entry.");
  const keep = vi.fn<(tx: Db, id: string) => Promise<void>>(async () => {});
  expect(await http.pipeline.door.revokeKey((await http.person()).userId, id, keep)).toBe(false);
  expect(keep).not.toHaveBeenCalled();
  expect(await http.pipeline.door.revokeKey(userId, id, keep)).toBe(true);
  expect(keep.mock.calls).toEqual([[expect.anything(), id]]);
});

test("the longest name a key may have can be kept", async () => {
  const { userId } = await http.person();
  const made = await http.pipeline.door.createKey(userId, { name: "💡".repeat(100), scopes: ["jobs:read"] });
  expect(made.name).toBe("💡".repeat(100));
});

test("keys are listed for their owner alone, newest first", async () => {
  const [ann, bob] = [await http.person(), await http.person()];
  const first = await http.pipeline.door.createKey(ann.userId, { name: "first", scopes: ["jobs:read"] });
  const second = await http.pipeline.door.createKey(ann.userId, { name: "second", scopes: ["jobs:read"] });
  await http.pipeline.door.createKey(bob.userId, { name: "bob's", scopes: ["jobs:read"] });
  const ids = (await http.pipeline.door.listKeys(ann.userId)).map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set([first.id, second.id]));
  await http.auth.db
    .update(apiKeys)
    .set({ createdAt: new Date(0) })
    .where(eq(apiKeys.id, first.id));
  expect((await http.pipeline.door.listKeys(ann.userId)).map(({ name }) => name)).toEqual(["second", "first"]);
});

test("every scope survives being kept, and nonsense gives none", () => {
  expect(toPermissions(["jobs:read", "costs:write", "jobs:write"])).toEqual({
    jobs: ["read", "write"],
    costs: ["write"],
  });
  for (const scope of SCOPES) expect(scopesOf(JSON.stringify(toPermissions([scope])))).toEqual([scope]);
  expect(scopesOf(JSON.stringify(toPermissions(SCOPES)))).toEqual(SCOPES);
  for (const stored of [
    null,
    "",
    "{",
    "[]",
    '"jobs:read"',
    '{"jobs":"read"}',
    '{"jobs":["fly"]}',
    '{"__proto__":["read"]}',
  ]) {
    expect(scopesOf(stored)).toEqual([]);
  }
});

test("a profile is read and renamed, and there is none for nobody", async () => {
  const { userId, email, headers } = await http.person();
  await http.pipeline.door.rename(userId, "New name");
  expect(await http.pipeline.door.profile(userId)).toEqual({ email, name: "New name" });
  const { body } = await http.send("POST", "/api/trpc/account.update", { headers, body: { name: "Newer" } });
  expect(body).toMatchObject({ result: { data: { name: "Newer", email } } });
  expect(await http.pipeline.door.profile("00000000-0000-4000-8000-000000000000")).toBeUndefined();
});
