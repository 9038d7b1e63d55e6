import { sql } from "drizzle-orm";
import { createTestDb, type TestDb } from "@pipeline/db/testing";
import { DomainError } from "@pipeline/core/errors";
import { beforeAll, expect, test } from "vitest";
import { createLog } from "./log";

let db: TestDb;
beforeAll(async () => {
  db = await createTestDb();
});

function logged(): { log: ReturnType<typeof createLog>; text: () => string } {
  const lines: string[] = [];
  return { log: createLog("info", { write: (line) => lines.push(line) }), text: () => lines.join("") };
}

test("a failed statement is logged with its cause and without its parameters, however deep it lies", async () => {
  const { log, text } = logged();
  const error: unknown = await db.app.db
    .execute(sql`select * from nowhere where password = ${"hunter2"}`)
    .catch((caught: unknown) => caught);
  log.error({ err: error }, "Failed.");
  log.error({ err: new DomainError("UNAVAILABLE", "Gone.", { cause: error }) }, "Failed.");
  expect(text()).toContain("nowhere where password = $1");
  expect(text()).toContain('relation \\"nowhere\\" does not exist');
  expect(text()).toContain('"code":"42P01"');
  expect(text()).toContain("log.test.ts");
  expect(text()).not.toContain("hunter2");
});

test("a line is one line of JSON that moves nothing on a screen, whatever it tells of", () => {
  const { log, text } = logged();
  const hostile = 'a\n{"level":60,"msg":"forged"}\r\u001b[2J\u009b2J\u0085\u2028\u2029\u202e\u2066\u007f\u0000\ud800';
  log.info({ path: hostile, [hostile]: 1, err: new Error(hostile) }, hostile);
  expect(text().split("\n")).toHaveLength(2);
  expect(text().trimEnd()).toMatch(/^[^\p{Cc}\u2028\u2029\u202e\u2066]*$/u);
  const line = JSON.parse(text());
  expect(line).toMatchObject({ level: 30, time: expect.any(Number), msg: hostile, path: hostile });
  expect(line.err.message).toBe(hostile);
});

test("secrets are hidden wherever they are named", () => {
  const { log, text } = logged();
  log.info({
    password: "hunter2",
    headers: { cookie: "hunter2", authorization: "hunter2" },
    body: { token: "hunter2" },
  });
  expect(text()).toContain("[hidden]");
  expect(text()).not.toContain("hunter2");
});
