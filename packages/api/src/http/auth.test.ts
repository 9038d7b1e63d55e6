import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { recordCost } from "../costs/record";
import { createUser } from "../auth/create-user";
import { createTestHttp, ORIGIN, PASSWORD, type Answer, type TestHttp } from "./testing";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  http.send("POST", `/api/auth/${path}`, { headers: { origin: ORIGIN, ...headers }, body });
const cookieOf = ({ headers }: Answer) => ({
  cookie: headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; "),
});
const reaches = async (headers: { cookie: string }) =>
  (await http.send("GET", "/api/jobs", { headers })).status === 200;

async function account(email: string): Promise<{ cookie: string }> {
  await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Someone" });
  return cookieOf(await post("sign-in/email", { email, password: PASSWORD }));
}

describe("sign-up", () => {
  test("makes an account and signs in with a cookie that scripts cannot read", async () => {
    const answer = await post("sign-up/email", { email: "new@example.test", password: PASSWORD, name: "New" });
    expect(answer).toMatchObject({ status: 200, body: { user: { email: "new@example.test" } } });
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toContain("HttpOnly; SameSite=Lax");
    expect(cookie).not.toContain("Secure");
    const { body } = await http.send("GET", "/api/trpc/account.get", { headers: cookieOf(answer) });
    expect(body).toMatchObject({ result: { data: { name: "New", timeZone: "UTC", currency: "USD" } } });
  });

  test.each([
    ["email", { email: "nobody" }, "Must be an e-mail address."],
    ["email", { email: "a@b.test\r\nBcc: c@d.test" }, "Must be an e-mail address."],
    ["email", { email: `${"a".repeat(250)}@b.test` }, "At most 254 characters."],
    ["password", { password: "123456789" }, "At least 10 characters."],
    ["password", { password: "x".repeat(129) }, "At most 128 characters."],
    ["name", { name: "" }, "Must not be empty."],
    ["name", { name: "a\u0000b" }, "Must be well-formed text without NUL."],
    ["emailVerified", { emailVerified: true }, "Unknown field."],
    ["id", { id: "00000000-0000-4000-8000-000000000000" }, "Unknown field."],
  ])("refuses a wrong %s: %o, and says what is wrong", async (field, wrong, message) => {
    const answer = await post("sign-up/email", { email: "ok@example.test", password: PASSWORD, name: "Ok", ...wrong });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field, message }] } });
  });

  test("is refused where it is closed", async () => {
    const closed = await createTestHttp(undefined, { SIGN_UP: "closed" });
    const body = { email: "late@example.test", password: PASSWORD, name: "Late" };
    expect((await closed.send("POST", "/api/auth/sign-up/email", { body })).status).toBe(400);
  });
});

test("a cookie is for https alone where people come by https, and its pages alone may change things", async () => {
  const secure = await createTestHttp(undefined, { APP_URL: "https://pipeline.example.test" });
  const body = { email: "s@example.test", password: PASSWORD, name: "S" };
  const answer = await secure.send("POST", "/api/auth/sign-up/email", { body });
  expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-pipeline\.session_token=.*; Secure/);
  expect(answer.headers.get("strict-transport-security")).toContain("max-age");
  expect((await secure.send("GET", "/api/jobs", { headers: cookieOf(answer) })).status).toBe(200);
  const makes = async (origin: string) =>
    (await secure.send("POST", "/api/jobs", { headers: { ...cookieOf(answer), origin }, body: {} })).status;
  expect(await makes("https://pipeline.example.test")).toBe(201);
  // There the machine's own names are no twins.
  for (const origin of ["http://pipeline.example.test", "https://localhost", "https://127.0.0.1"]) {
    expect(await makes(origin)).toBe(403);
  }
});

test("a password that is empty or without end is not tried, and what is wrong with it is said", async () => {
  for (const [password, message] of [
    ["", "Must not be empty."],
    ["x".repeat(129), "At most 128 characters."],
  ] as const) {
    const answer = await post("sign-in/email", { email: "nobody@example.test", password });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field: "password", message }] } });
  }
});

test("no address that a header tells is kept with a session", async () => {
  const email = "address@example.test";
  await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "A" });
  const answer = await post("sign-in/email", { email, password: PASSWORD }, { "x-forwarded-for": "203.0.113.7" });
  const { body } = await http.send("GET", "/api/auth/list-sessions", { headers: cookieOf(answer) });
  expect(Object.values(body)).toMatchObject([{ ipAddress: "" }]);
});

test("what the library says of a sign-in is a line of the log, for debugging alone", async () => {
  await post("sign-in/email", { email: "unheard-of@example.test", password: PASSWORD });
  const lines = http.logged.map((line): { level: number; msg: string } => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ level: 20, msg: "User not found" }));
});

test("nobody is sent on anywhere after a sign-in", async () => {
  await account("sent@example.test");
  for (const callbackURL of ["//evil.test", "https://evil.test", "/costs"]) {
    const answer = await post("sign-in/email", { email: "sent@example.test", password: PASSWORD, callbackURL });
    expect(answer).toMatchObject({
      status: 400,
      body: { details: [{ field: "callbackURL", message: "Unknown field." }] },
    });
  }
});

test("a changed password is the only one from then on, and can end the other sessions", async () => {
  const here = await account("change@example.test");
  const there = cookieOf(await post("sign-in/email", { email: "change@example.test", password: PASSWORD }));
  const change = { newPassword: "another long password", revokeOtherSessions: true };
  expect((await post("change-password", { ...change, currentPassword: "wrong password" }, here)).status).toBe(400);
  const changed = await post("change-password", { ...change, currentPassword: PASSWORD }, here);
  expect(changed.status).toBe(200);
  expect(await reaches(there)).toBe(false);
  expect(await reaches(cookieOf(changed))).toBe(true);
  expect((await post("sign-in/email", { email: "change@example.test", password: PASSWORD })).status).toBe(401);
});

test("sessions are listed, and one is ended from another", async () => {
  const here = await account("sessions@example.test");
  const there = cookieOf(await post("sign-in/email", { email: "sessions@example.test", password: PASSWORD }));
  const { body } = await http.send("GET", "/api/auth/list-sessions", { headers: here });
  const tokens = Object.values(body).map((session) => (session as { token: string }).token);
  expect(tokens).toHaveLength(2);
  const token = tokens.find((one) => there.cookie.includes(one));
  const bob = await http.person();
  await post("revoke-session", { token }, bob.headers);
  expect(await reaches(there)).toBe(true);
  expect((await post("revoke-session", { token }, here)).status).toBe(200);
  expect([await reaches(there), await reaches(here)]).toEqual([false, true]);
});

/** How many rows every table holds of a user, those with none left out. */
async function rowsOf(userId: string): Promise<Record<string, number>> {
  const columns = await http.admin.db.execute<{ table_name: string; column_name: string }>(sql`
    select table_name, column_name from information_schema.columns where table_schema = 'public'
    and (column_name in ('user_id', 'reference_id') or (table_name = 'users' and column_name = 'id'))`);
  const counts: Record<string, number> = {};
  for (const { table_name: table, column_name: column } of columns) {
    const [row] = await http.admin.db.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.identifier(table)} where ${sql.identifier(column)} = ${userId}`,
    );
    if (row && row.count > 0) counts[table] = row.count;
  }
  return counts;
}

describe("an account", () => {
  test("is deleted by who knows its password, with every row of it and no other", async () => {
    const cookie = await account("leaving@example.test");
    const made = await http.send("POST", "/api/jobs", { headers: cookie, body: {} });
    const { id, user_id } = made.body["data"] as { id: string; user_id: string };
    for (const [n, type] of ["started", "artifact_ready", "completed"].entries()) {
      const body = {
        event_id: `${n}`,
        type,
        at: new Date(http.clock.now - 60_000).toISOString(),
        ...(n === 1 && { size_bytes: 5 }),
      };
      expect((await http.send("POST", `/api/jobs/${id}/events`, { headers: cookie, body })).status).toBe(200);
    }
    const own = http.as({ kind: "system", userId: user_id });
    await recordCost(own, { costType: "storage", amount: "1", idempotencyKey: "1" });
    const key = await http.key(user_id, ["jobs:read"]);
    const bob = await http.person();
    await http.send("POST", "/api/jobs", { ...bob, body: {} });
    const [before, bobsBefore] = [await rowsOf(user_id), await rowsOf(bob.userId)];
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining([
        "users",
        "accounts",
        "sessions",
        "api_keys",
        "lora_cost_records",
        "cost_rollups",
        "inbox_state",
      ]),
    );

    expect((await post("delete-user", {}, cookie)).status).toBe(400);
    expect((await post("delete-user", { password: "wrong password" }, cookie)).status).toBe(400);
    const refused = 2;
    const entries = (before["audit_entries"] ?? 0) + refused;
    expect(await rowsOf(user_id)).toEqual({ ...before, audit_entries: entries });
    expect(await post("delete-user", { password: PASSWORD }, cookie)).toMatchObject({ status: 200 });
    // The log of what was done with it outlives it: ids alone, and who takes over an account does not take it along.
    expect(await rowsOf(user_id)).toEqual({ audit_entries: entries + 1 });
    expect(await rowsOf(bob.userId)).toEqual(bobsBefore);
    expect(await reaches(cookie)).toBe(false);
    expect((await http.send("GET", "/api/jobs", { headers: key })).status).toBe(401);
  });
});
