import { auditEntries } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, PASSWORD, type TestHttp } from "./testing";
import { createUser } from "../auth/create-user";

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const TEN_CALLS = `/api/trpc/${Array.from({ length: 10 }, () => "account.get").join(",")}?batch=1`;

test("a session has 600 calls a minute, and a batch counts its calls", async () => {
  const ann = await http.person();
  for (let i = 0; i < 59; i++) expect((await http.send("GET", TEN_CALLS, ann)).status).toBe(200);
  for (let i = 0; i < 10; i++) expect((await http.send("GET", "/api/jobs", ann)).status).toBe(200);
  for (const path of ["/api/jobs", "/api/trpc/account.get"]) {
    // Whoever it says it comes from.
    const headers = { ...ann.headers, ...addressOf(path.length) };
    const answer = await http.send("GET", path, { headers });
    expect(answer.status).toBe(429);
    const after = answer.headers.get("retry-after");
    expect(Number(after)).toBeGreaterThan(0);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "ratelimit-limit": "600",
      "ratelimit-remaining": "0",
      "ratelimit-reset": after,
    });
  }
  const bob = await http.person();
  expect((await http.send("GET", "/api/jobs", bob)).status).toBe(200);
});

test("what a session asks of the door counts as well: a refusal leaves an entry, and nobody fills the log with them", async () => {
  const ann = await http.person();
  for (let i = 0; i < 59; i++) await http.send("GET", TEN_CALLS, ann);
  const ask = (path: string) => http.send("POST", `/api/auth${path}`, { ...ann, body: { color: "red" } });
  for (const path of ["/change-password", "/sign-out"]) {
    for (let i = 0; i < 5; i++) expect((await ask(path)).status).toBe(400);
  }
  const statuses = await Promise.all(["/change-password", "/sign-out", "/delete-user", "/revoke-session"].map(ask));
  expect(statuses.map(({ status }) => status)).toEqual([429, 429, 429, 429]);
  const left = await http.admin.db.select().from(auditEntries).where(eq(auditEntries.userId, ann.userId));
  expect(left).toHaveLength(10);
});

test("a key has 1,200 calls a minute of its own", async () => {
  const { userId, headers } = await http.person();
  const key = { headers: await http.key(userId, ["jobs:read"]) };
  const batch = TEN_CALLS.replaceAll("account.get", "jobs.list");
  for (let i = 0; i < 120; i++) {
    const { status } = await http.send("GET", batch.replace("?", `?input=${encodeURIComponent('{"0":{}}')}&`), key);
    expect(status).not.toBe(429);
  }
  expect((await http.send("GET", "/api/jobs", key)).status).toBe(429);
  expect((await http.send("GET", "/api/jobs", { headers })).status).toBe(200);
});

const TRIALS = Number(process.env["SIGN_IN_TRIALS"] ?? 2);

/** The headers by which a proxy would tell where somebody comes from, in another network each time. */
function addressOf(i: number): Record<string, string> {
  const address = `2001:db8:${i.toString(16)}:${(i * 7).toString(16)}::1`;
  return {
    "x-forwarded-for": `${address}, 10.0.0.${i % 250}`,
    forwarded: `for="[${address}]"`,
    "x-real-ip": address,
    "cf-connecting-ip": address,
    "true-client-ip": address,
  };
}

const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  http.send("POST", "/api/auth/sign-in/email", { body: { email, password }, headers });

describe("sign-in", () => {
  test("ten failures of an e-mail close it, however it is spelled, and also for the right password", async () => {
    await createUser(http.pipeline.auth, { email: "guessed@example.test", password: PASSWORD, name: "Guessed" });
    const guesses = Array.from({ length: 15 }, (_, i) =>
      signIn(i % 2 === 0 ? "guessed@example.test" : "Guessed@Example.test", `wrong ${i}`),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    const refused = await signIn("guessed@example.test", PASSWORD);
    expect(refused).toMatchObject({ status: 429, body: { message: "Too many failed sign-ins." } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(800);
    expect((await signIn("nobody@example.test", PASSWORD)).status).toBe(401);
  });

  test(
    `500 guesses at once are ten, from wherever each says it comes (${TRIALS} times)`,
    { timeout: 300_000 },
    async () => {
      for (let trial = 0; trial < TRIALS; trial++) {
        const email = `burst${trial}@example.test`;
        await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Burst" });
        const guesses = Array.from({ length: 500 }, (_, i) =>
          signIn(i % 3 === 0 ? email.toUpperCase() : email, i === 499 ? PASSWORD : `wrong ${i}`, addressOf(i)),
        );
        const statuses = (await Promise.all(guesses)).map(({ status }) => status);
        expect(statuses.filter((status) => status === 401)).toHaveLength(10);
        expect(statuses.filter((status) => status === 429)).toHaveLength(490);
      }
    },
  );

  test("successes never count", async () => {
    await createUser(http.pipeline.auth, { email: "busy@example.test", password: PASSWORD, name: "Busy" });
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn("busy@example.test", PASSWORD)));
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
