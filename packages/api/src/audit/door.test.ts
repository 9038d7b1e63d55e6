import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createUser } from "../auth/create-user";
import { createTestHttp, PASSWORD, type Answer, type TestHttp } from "../http/testing";
import { createLook, dataOf } from "./testing";

let http: TestHttp;
let look: ReturnType<typeof createLook>;
beforeAll(async () => {
  http = await createTestHttp(new Date().toISOString());
  look = createLook(http);
});

const door = (path: string, body: object, headers: Record<string, string> = {}) =>
  http.send("POST", `/api/auth${path}`, { headers, body });

const cookieOf = ({ headers }: Answer) => ({ cookie: headers.getSetCookie()[0]?.split(";")[0] ?? "" });

async function account(): Promise<{ email: string; userId: string; headers: { cookie: string } }> {
  const email = `${randomUUID()}@example.test`;
  const userId = await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Someone" });
  return { email, userId, headers: cookieOf(await door("/sign-in/email", { email, password: PASSWORD })) };
}

describe("the door", () => {
  test("leaves one entry of who comes, of their session, and one of each who fails to come", async () => {
    const email = `${randomUUID()}@example.test`;
    const up = await door("/sign-up/email", { email, password: PASSWORD, name: "New" });
    const { user } = up.body as { user: { id: string } };
    const session = await look.sessionOf({ userId: user.id });
    expect(await look.entriesOf(user.id)).toMatchObject([
      { action: "auth.signUp", outcome: "done", actor: "session", actorId: session },
    ]);
    const again = await look.left(user.id, () => door("/sign-in/email", { email, password: PASSWORD }));
    expect(again.entries).toMatchObject([{ action: "auth.signIn", outcome: "done", actor: "session" }]);
    // Whoever is signed in as somebody else.
    const bob = await http.person();
    const known = await look.entriesOf(user.id);
    expect(
      (await door("/sign-in/email", { email: email.toUpperCase(), password: "a wrong password" }, bob.headers)).status,
    ).toBe(401);
    await expect.poll(async () => (await look.entriesOf(user.id)).length).toBe(known.length + 1);
    const failed = (await look.entriesOf(user.id)).filter(({ outcome }) => outcome === "refused");
    expect(failed).toMatchObject([{ action: "auth.signIn", code: "UNAUTHENTICATED", actor: "nobody", actorId: null }]);
    expect(await look.entriesOf(bob.userId)).toEqual([]);
  });

  test.each([
    ["/sign-out", "auth.signOut", {}, undefined],
    ["/revoke-sessions", "auth.revokeSessions", {}, undefined],
    ["/revoke-other-sessions", "auth.revokeOtherSessions", {}, undefined],
    [
      "/change-password",
      "auth.changePassword",
      { currentPassword: PASSWORD, newPassword: "another password" },
      { currentPassword: "wrong password", newPassword: "another password" },
    ],
    ["/delete-user", "auth.deleteUser", { password: PASSWORD }, { password: "wrong password" }],
  ])("%s leaves one entry, also when it is refused", async (path, action, input, wrong) => {
    const { email, userId, headers } = await account();
    const session = await look.sessionOf({ userId });
    // Somewhere else.
    await door("/sign-in/email", { email, password: PASSWORD });
    const refused = await look.left(userId, () => door(path, wrong ?? { color: "red" }, headers));
    expect(refused.answer.status).toBe(400);
    expect(refused.entries).toMatchObject([{ action, outcome: "refused", code: "BAD_INPUT", actorId: session }]);
    const done = await look.left(userId, () => door(path, input, headers));
    expect(done.answer.status).toBe(200);
    expect(done.entries).toMatchObject([{ action, outcome: "done", actor: "session", actorId: session }]);
    // What a stranger asks for is nobody's entry.
    const asked = await look.left(userId, () => door(path, input));
    expect([asked.answer.status, asked.entries]).toEqual([path === "/sign-out" ? 200 : 401, []]);
  });

  test("leaves nothing of a stranger whose input is wrong, of one who signs up twice or whom nobody knows, and does not fail", async () => {
    const { email, userId } = await account();
    const said = http.logged.length;
    const strangers = [
      () => door("/sign-in/email", { email, password: 1 }),
      () => door("/sign-up/email", { email, password: PASSWORD, name: "Twin" }),
      () => door("/sign-in/email", { email: "unheard-of@example.test", password: PASSWORD }),
    ];
    for (const stranger of strangers) {
      const { answer, entries } = await look.left(userId, stranger);
      expect(answer.status).toBeLessThan(500);
      expect(entries).toEqual([]);
    }
    // An entry of one who fails to sign in is kept after the answer; this one is behind them.
    await door("/sign-in/email", { email, password: "a wrong password" });
    await expect.poll(async () => (await look.entriesOf(userId)).length).toBe(2);
    const entries = await look.entriesOf(userId);
    expect(entries.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      "auth.signIn done",
      "auth.signIn refused",
    ]);
    expect(http.logged.slice(said).filter((line) => line.includes("was not written down"))).toEqual([]);
  });

  test("names the session that was ended by its id, and no token anywhere", async () => {
    const { email, userId, headers } = await account();
    const here = await look.sessionOf({ userId });
    const other = await door("/sign-in/email", { email, password: PASSWORD });
    const { token } = other.body as { token: string };
    const ended = await look.left(userId, () => door("/revoke-session", { token }, headers));
    expect(ended.entries).toMatchObject([{ action: "auth.revokeSession", outcome: "done", actorId: here }]);
    expect(ended.entries[0]?.subject).toMatch(/^[0-9a-f-]{36}$/);
    const made = dataOf(await look.mutate("apiKeys.create", headers, { name: "k", scopes: ["jobs:read"] }));
    const log = JSON.stringify(await look.entriesOf(userId));
    for (const secret of [token, made.key ?? "missing", headers.cookie.split("=")[1] ?? "missing", PASSWORD]) {
      expect(log).not.toContain(secret);
    }
  });

  test("leaves nothing where a session was named that is nobody's, or somebody else's", async () => {
    const [ann, bob] = [await account(), await account()];
    const [row] = await http.admin.db.execute<{ token: string }>(
      sql`select token from sessions where user_id = ${bob.userId}`,
    );
    for (const token of ["a".repeat(32), row?.token ?? ""]) {
      const { answer, entries } = await look.left(ann.userId, () => door("/revoke-session", { token }, ann.headers));
      expect([answer.status, entries]).toEqual([200, []]);
    }
    expect(await look.sessionOf(bob)).not.toBe("");
  });

  test("answers nobody whose coming it could not write down", async () => {
    const { email } = await account();
    await http.admin.db.execute(sql`revoke insert on audit_entries from pipeline_auth`);
    try {
      const answer = await door("/sign-in/email", { email, password: PASSWORD });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([500, []]);
    } finally {
      await http.admin.db.execute(sql`grant insert on audit_entries to pipeline_auth`);
    }
  });
});
