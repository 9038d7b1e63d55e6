import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { connect } from "@pipeline/db";
import { afterFile, createWire, type Sight, type Verdict } from "@pipeline/db/testing";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, inject, onTestFinished, test, vi } from "vitest";
import { createLook } from "../audit/testing";
import { UNEXPECTED_PROBLEM } from "../http/problem";
import { createTestHttp, PASSWORD, type Answer, type TestHttp } from "../http/testing";
import { createUser } from "./create-user";
import { changing } from "./one-transaction";
import { DEEDS, doing, type Account } from "./testing";

let http: TestHttp;
let look: ReturnType<typeof createLook>;
let watch: (sight: Sight) => Verdict = () => "pass";
let hashing: (how: "hash" | "verify") => Promise<void> | void = () => {};
beforeAll(async () => {
  const wire = await createWire(inject("testServer").admin, (sight) => watch(sight));
  http = await createTestHttp(new Date().toISOString(), undefined, {
    door({ name }) {
      const there = { ...inject("testServer").auth, host: "127.0.0.1", port: wire.port, database: name };
      // One connection for all: whoever holds it and waits for another would wait for ever.
      const connection = connect(there, { max: 1 });
      afterFile(async () => {
        await connection.close();
        await wire.close();
      });
      return connection;
    },
  });
  look = createLook(http);
  // What hashes cost is not what this is about.
  const { password } = await http.pipeline.auth.$context;
  password.hash = async (given) => {
    await hashing("hash");
    return `hash of ${given}`;
  };
  password.verify = async ({ hash, password: given }) => {
    await hashing("verify");
    return hash === `hash of ${given}`;
  };
});
beforeEach(() => {
  watch = () => "pass";
  hashing = () => {};
});

const door = (path: string, body: object, headers: Record<string, string> = {}) =>
  http.send("POST", `/api/auth${path}`, { headers, body });
const cookieOf = ({ headers }: Answer) => ({ cookie: headers.getSetCookie()[0]?.split(";")[0] ?? "" });

/** Somebody who is signed in here and at two other places. */
async function account(): Promise<Account> {
  const email = `${randomUUID()}@example.test`;
  const userId = await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Someone" });
  const here = await door("/sign-in/email", { email, password: PASSWORD });
  const { internalAdapter } = await http.pipeline.auth.$context;
  const others = [await internalAdapter.createSession(userId), await internalAdapter.createSession(userId)];
  return { email, userId, headers: cookieOf(here), others: others.map(({ token }) => token) };
}

/** Notes what is done from now on, in its order: by the database, and by the threads that it must not wait for. */
function noting(): string[] {
  const noted: string[] = [];
  const note = (what: string | undefined) => void (what !== undefined && noted.push(what));
  watch = ({ from, text }) => {
    note(from === "client" ? doing(text) : undefined);
    return "pass";
  };
  hashing = note;
  const sign = crypto.subtle.sign.bind(crypto.subtle);
  const spy = vi.spyOn(crypto.subtle, "sign").mockImplementation((...given) => {
    note("sign");
    return sign(...given);
  });
  onTestFinished(() => spy.mockRestore());
  return noted;
}

/** What the door keeps of somebody, and of whoever has signed up as the new one. */
async function doorOf({ email }: Account): Promise<unknown> {
  const people = sql`select id from users where email in (${email}, ${`new-${email}`})`;
  return http.admin.db.execute(sql`
    select s::text from sessions s where user_id in (${people}) union all
    select a::text from accounts a where user_id in (${people}) union all select id::text from (${people}) p order by 1`);
}

/** How many have this e-mail address, or the one that a sign-up makes of it. */
async function peopleOf(email: string): Promise<number> {
  const people = await http.admin.db.execute(sql`select 1 from users where email in (${email}, ${`new-${email}`})`);
  return people.length;
}

/** Runs `attempt` while the door cannot write down anything. */
async function unwritten<T>(attempt: () => Promise<T>): Promise<T> {
  await http.admin.db.execute(sql`revoke insert on audit_entries from pipeline_auth`);
  try {
    return await attempt();
  } finally {
    await http.admin.db.execute(sql`grant insert on audit_entries to pipeline_auth`);
  }
}

test.each(Object.entries(DEEDS))("%s is one transaction with its entry", async (_name, deed) => {
  const ann = await account();
  const given = deed.body(ann);
  const ask = () => door(deed.path, given, deed.stranger ? {} : ann.headers);
  const before = await look.rowsOf(ann.userId);
  const refused = await unwritten(ask);
  expect(refused).toMatchObject({ status: 500, body: { message: UNEXPECTED_PROBLEM.message } });
  expect(refused.headers.getSetCookie()).toEqual([]);
  expect(await look.rowsOf(ann.userId)).toBe(before);
  expect(await peopleOf(ann.email)).toBe(1);
  expect((await http.send("GET", "/api/auth/get-session", { headers: ann.headers })).body).toHaveProperty("user");

  const noted = noting();
  expect([(await ask()).status, noted]).toEqual([200, deed.order]);
});

test("sixteen who come at once hold no connection while their passwords are hashed", async () => {
  const people = await Promise.all(Array.from({ length: 8 }, account));
  let [waiting, go] = [0, () => {}];
  const hashed = new Promise<void>((resolve) => (go = resolve));
  hashing = () => {
    waiting += 1;
    return hashed;
  };
  const coming = people.flatMap(({ email }) => [
    door("/sign-in/email", { email, password: PASSWORD }),
    door("/sign-up/email", { email: `new-${email}`, password: PASSWORD, name: "New" }),
  ]);
  await expect.poll(() => waiting, { timeout: 10_000 }).toBe(16);
  // There is one connection, and it answers.
  const asked = await http.send("GET", "/api/auth/get-session", { headers: people[0]?.headers ?? {} });
  expect(asked.body).toHaveProperty("user");
  go();
  expect(new Set((await Promise.all(coming)).map(({ status }) => status))).toEqual(new Set([200]));
});

test("a session that is in use is extended before its owner's password is looked at, by itself", async () => {
  const ann = await account();
  await http.admin.db.execute(
    sql`update sessions set expires_at = now() + interval '1 day' where user_id = ${ann.userId}`,
  );
  const noted = noting();
  const { path, body, order } = DEEDS["a change of password"] ?? expect.unreachable();
  expect([(await door(path, body(ann), ann.headers)).status, noted]).toEqual([
    200,
    ["begin", "update sessions", "commit", "sign", ...order],
  ]);
});

test("two who sign up with one address at once are one account with one entry", async () => {
  const email = `${randomUUID()}@example.test`;
  let [waiting, go] = [0, () => {}];
  const both = new Promise<void>((resolve) => (go = resolve));
  hashing = () => {
    waiting += 1;
    if (waiting === 2) go();
    return both;
  };
  const sign = () => door("/sign-up/email", { email, password: PASSWORD, name: "Twin" });
  const answers = await Promise.all([sign(), sign()]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 422]));
  expect(await peopleOf(email)).toBe(1);
  const { body } = answers.find(({ status }) => status === 200) ?? expect.unreachable();
  const { user } = body as { user: { id: string } };
  expect(await look.entriesOf(user.id)).toMatchObject([{ action: "auth.signUp", outcome: "done" }]);
});

test.each(["a sign-up", "a change of password that ends the other sessions"])(
  "%s that the library gives up half-way is taken back, and says that it failed",
  async (name) => {
    const ann = await account();
    const { path, body, stranger } = DEEDS[name] ?? expect.unreachable();
    const { internalAdapter } = await http.pipeline.auth.$context;
    const spy = vi.spyOn(internalAdapter, "createSession").mockRejectedValueOnce(new Error("No more."));
    onTestFinished(() => spy.mockRestore());
    const before = await doorOf(ann);
    const { answer, entries } = await look.left(ann.userId, () => door(path, body(ann), stranger ? {} : ann.headers));
    expect([answer.status, spy.mock.calls.length]).toEqual([500, 1]);
    expect(await doorOf(ann)).toEqual(before);
    expect(entries.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual(stranger ? [] : ["refused UNEXPECTED"]);
  },
);

test("what comes after its end changes nothing by itself", async () => {
  const { userId } = await account();
  const { internalAdapter } = await http.pipeline.auth.$context;
  const keep = vi.fn<() => Promise<void>>();
  let late: (() => Promise<void>) | undefined;
  const answer = await changing({ userId, keep }, async () => {
    const here = AsyncLocalStorage.snapshot();
    late = () => here(() => internalAdapter.deleteUserSessions(userId));
    return new Response(null, { status: 500 });
  });
  await expect(late?.()).rejects.toThrow("is over");
  expect([answer.status, keep.mock.calls]).toEqual([500, []]);
  expect(await internalAdapter.listSessions(userId)).toHaveLength(3);
});

test("a sign-out that the library could not even look up is no success, and the session goes on", async () => {
  const ann = await account();
  // Ours asks for less.
  watch = ({ text }) => (/^select .*"ip_address".* from "sessions"/.test(text) ? { refuse: "XX000" } : "pass");
  const answer = await door("/sign-out", {}, ann.headers);
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([500, []]);
  watch = () => "pass";
  expect((await door("/sign-out", {}, ann.headers)).status).toBe(200);
});

test("a change whose COMMIT is refused is no success: nobody is let in, and nothing has changed", async () => {
  for (const name of ["a sign-in", "a change of password that ends the other sessions", "the end of an account"]) {
    const ann = await account();
    const { path, body, stranger } = DEEDS[name] ?? expect.unreachable();
    const given = body(ann);
    const before = await doorOf(ann);
    watch = ({ from, text }) => (from === "client" && /^commit/i.test(text) ? { refuse: "XX000" } : "pass");
    const answer = await door(path, given, stranger ? {} : ann.headers);
    watch = () => "pass";
    expect([name, answer.status, answer.headers.getSetCookie()]).toEqual([name, 500, []]);
    expect(await doorOf(ann)).toEqual(before);
  }
});

test("a sign-up that the database could not take is no fault of who signs up", async () => {
  const { email } = await account();
  watch = ({ text }) => (text.startsWith('insert into "users"') ? { refuse: "40P01" } : "pass");
  const answer = await door("/sign-up/email", { email: `new-${email}`, password: PASSWORD, name: "New" });
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([503, []]);
  expect(await peopleOf(email)).toBe(1);
});

test("who waits for the rows of an account that is being deleted gives up, and strangers are answered meanwhile", async () => {
  const [ann, bob] = [await account(), await account()];
  await http.admin.db.execute(
    sql`update sessions set expires_at = now() + interval '1 day' where user_id = ${ann.userId}`,
  );
  await http.admin.db
    .transaction(async (tx) => {
      await tx.execute(sql`delete from users where id = ${ann.userId}`);
      const { path, body } = DEEDS["a sign-in"] ?? expect.unreachable();
      const asked = [
        door("/sign-out", {}, ann.headers),
        door(path, body(ann)),
        http.send("GET", "/api/auth/get-session", { headers: ann.headers }),
      ];
      const stranger = http.send("GET", "/api/auth/get-session", { headers: bob.headers });
      expect((await stranger).body).toHaveProperty("user");
      const answers = (await Promise.all(asked)).map(({ status }) => status);
      expect(answers.map((status) => status >= 500)).toEqual([true, true, true]);
      throw new Error("taken back");
    })
    .catch((error: unknown) => expect(String(error)).toContain("taken back"));
  expect((await door("/sign-out", {}, ann.headers)).status).toBe(200);
});

test("who signs out twice at once leaves one entry", async () => {
  const ann = await account();
  const { entries } = await look.left(ann.userId, () =>
    Promise.all([door("/sign-out", {}, ann.headers), door("/sign-out", {}, ann.headers)]),
  );
  expect(entries).toMatchObject([{ action: "auth.signOut", outcome: "done" }]);
});
