import { beforeAll, describe, expect, test } from "vitest";
import { createUser } from "../../auth/create-user";
import { createTestHttp, ORIGIN, PASSWORD, type TestHttp } from "../testing";
import { TARGETS, type Sent } from "./targets";
import { ask, type Heard } from "./visitor";

let http: TestHttp;
let secure: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
  secure = await createTestHttp(undefined, { APP_URL: "https://pipeline.test" });
});

const NOBODY = { headers: {} as { cookie: string } };
const KNOWN: readonly Sent[] = [
  ...TARGETS.map((target) => target.request("{}")),
  { method: "GET", path: "/api/health" },
  { method: "GET", path: "/api/ready" },
  { method: "GET", path: "/api/auth/get-session" },
  { method: "GET", path: "/api/auth/list-sessions" },
];
const ODD: readonly Sent[] = [
  ...KNOWN.map(({ path }) => ({ method: "DELETE", path })),
  { method: "GET", path: "/api" },
  { method: "GET", path: "/api/nothing" },
  { method: "GET", path: "/api/auth/nothing" },
  { method: "GET", path: "/api/trpc/nothing" },
  { method: "GET", path: "/api/trpc/%E0%A4%A" },
  { method: "HEAD", path: "/api/jobs" },
  { method: "OPTIONS", path: "/api/jobs" },
  { method: "POST", path: "/api/jobs", body: "{" },
  { method: "POST", path: "/api/jobs", body: "x".repeat(70_000) },
];

const POLICY = ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"];

function check({ headers, status }: Heard, { method, path }: Sent, https: boolean): void {
  const policy = headers.get("content-security-policy")?.split("; ") ?? [];
  expect({ method, path, status, ...Object.fromEntries(headers) }).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": expect.stringMatching(/^private, no-store(, no-transform)?$/),
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(policy).toEqual(expect.arrayContaining(POLICY));
  expect(headers.get("strict-transport-security")).toBe(https ? "max-age=31536000" : null);
  expect(headers.get("access-control-allow-origin")).toBeNull();
  for (const cookie of headers.getSetCookie()) {
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).not.toMatch(/Domain=/i);
    expect(/^__(Host|Secure)-[^;]*;.*; Secure/.test(cookie)).toBe(https);
  }
}

/** The statuses that were seen: a crawl that meets none of a class shows nothing of it. */
async function crawl(on: TestHttp, requests: readonly Sent[], https: boolean, isSignedIn = true): Promise<Set<number>> {
  const seen = new Set<number>();
  for (const request of requests) {
    const heard = await ask(on, isSignedIn ? await on.person() : NOBODY, request);
    check(heard, request, https);
    seen.add(heard.status);
  }
  return seen;
}

describe("every answer of the API may be kept by nobody, framed by nobody and taken for nothing else", () => {
  test("to those who are signed in, and to strangers", async () => {
    const signedIn = await crawl(http, [...KNOWN, ...ODD], false);
    for (const status of [200, 201, 400, 404, 405, 413]) expect(signedIn).toContain(status);
    expect(await crawl(http, [...KNOWN, ...ODD], false, false)).toContain(401);
  });

  test("where people come by https, which is said as well", async () => {
    expect((await crawl(secure, [...KNOWN, ...ODD], true)).size).toBeGreaterThan(4);
  });

  test("when a session begins and ends", async () => {
    for (const [on, https, origin] of [
      [http, false, ORIGIN],
      [secure, true, "https://pipeline.test"],
    ] as const) {
      const email = "ann@example.test";
      await createUser(on.pipeline.auth, { email, password: PASSWORD, name: "Ann" });
      const sent = {
        method: "POST",
        path: "/api/auth/sign-in/email",
        body: JSON.stringify({ email, password: PASSWORD }),
      };
      const response = await on.pipeline.handle(
        new Request(`${origin}${sent.path}`, {
          method: "POST",
          headers: { origin, "content-type": "application/json" },
          body: sent.body,
        }),
      );
      const cookies = response.headers.getSetCookie();
      expect([response.status, cookies.length > 0]).toEqual([200, true]);
      check({ status: 200, headers: response.headers, text: "" }, sent, https);
      const cookie = cookies.map((each) => each.split(";")[0]).join("; ");
      const out = await on.pipeline.handle(
        new Request(`${origin}/api/auth/sign-out`, { method: "POST", headers: { origin, cookie } }),
      );
      expect([out.status, out.headers.getSetCookie().length > 0]).toEqual([200, true]);
      check({ status: 200, headers: out.headers, text: "" }, sent, https);
    }
  });

  test("also when it fails, and when the application stops", async () => {
    const lost = await createTestHttp(undefined, { APP_URL: "https://pipeline.test" });
    const person = await lost.person();
    await lost.admin.sql`alter table lora_training_jobs rename to elsewhere`;
    const jobs = { method: "GET", path: "/api/jobs" };
    const failed = await ask(lost, person, jobs);
    expect(failed.status).toBe(500);
    check(failed, jobs, true);
    await lost.app.close();
    const away = await ask(lost, person, jobs);
    expect(away.status).toBe(503);
    check(away, jobs, true);
    await lost.pipeline.close();
    const stopped = await ask(lost, person, jobs);
    expect(stopped.status).toBe(503);
    check(stopped, jobs, true);
  });
});
