import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listNotifications, type Ctx } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { projectRoot } from "@pipeline/db";
import { afterAll, expect, test } from "vitest";

const readme = readFileSync(path.join(projectRoot(), "README.md"), "utf8");
const generated = path.join(import.meta.dirname, "readme-example.generated.ts");

type Example = {
  billLabelling: (ctx: Ctx, batch: { id: string; amount: string }) => Promise<{ total: string; recordCount: number }>;
};

afterAll(() => rmSync(generated, { force: true }));

test("the README's example runs as it stands", async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  writeFileSync(generated, code ?? "");
  const { billLabelling } = (await import(generated)) as Example;
  const ctx = await (await createTestApi()).user();
  await billLabelling(ctx, { id: "7", amount: "12.40" });
  expect(await billLabelling(ctx, { id: "7", amount: "12.40" })).toMatchObject({ total: "12.4", recordCount: 1 });
  expect((await listNotifications(ctx, { filter: "unread", limit: 10 })).unreadCount).toBe(1);
});

test("the README's example has about twenty lines", () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(code?.trim().split("\n").length).toBeLessThanOrEqual(22);
});
