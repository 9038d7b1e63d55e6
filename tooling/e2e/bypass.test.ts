import { afterAll, beforeAll, expect, test } from "vitest";
import { APP_PAGES } from "./support/app-pages";
import { startServer, type Server } from "./support/server";

// Nothing stands in front of the pages but the pages themselves: what has let people past such a lock leads nowhere.

const SUBREQUEST = Array.from({ length: 5 }, () => "middleware").join(":");
const SHAPES: [suffix: string, headers: Record<string, string>][] = [
  ["", {}],
  ["", { "x-middleware-subrequest": SUBREQUEST }],
  ["", { "x-middleware-subrequest": SUBREQUEST.replaceAll("middleware", "src/proxy") }],
  ["", { rsc: "1" }],
  ["?_rsc=abc", { rsc: "1", "next-router-prefetch": "1" }],
  ["", { rsc: "1", "next-router-state-tree": "%5B%22%22%5D" }],
  ["", { rsc: "1", "next-router-segment-prefetch": "/_tree" }],
  [".rsc", {}],
  [".segments/_tree.segment.rsc", {}],
  ["/%2e%2e/settings", {}],
  ["/%252e%252e/settings", {}],
  [
    "",
    {
      "x-forwarded-host": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-rewrite-url": "/sign-in",
      "x-nextjs-data": "1",
    },
  ],
];

let server: Server;
let cookie: string;
const NAME = "Canary of the private pages";
const EMAIL = "canary@example.test";
beforeAll(async () => {
  server = await startServer({ DEMO: "0" });
  const signUp = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: NAME, email: EMAIL, password: "a long password" }),
  });
  cookie = signUp.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  await fetch(`${server.url}/api/jobs`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ name: NAME }),
  });
});
afterAll(() => server.stop());

async function ask(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const answer = await fetch(`${server.url}${path}`, { headers, redirect: "manual" });
  return { status: answer.status, text: await answer.text() };
}

test("no page shows a stranger a private byte, however it is asked for", async () => {
  expect((await ask("/settings", { cookie })).text).toContain(EMAIL);
  expect((await ask("/training/jobs", { cookie })).text).toContain(NAME);
  for (const page of APP_PAGES) {
    for (const [suffix, headers] of SHAPES) {
      const { status, text } = await ask(`${page}${suffix}`, headers);
      expect([page, suffix, headers, status < 500]).toEqual([page, suffix, headers, true]);
      expect(text).not.toContain(NAME);
      expect(text).not.toContain(EMAIL);
    }
  }
});

test("there are no server actions to call", async () => {
  for (const who of [{}, { cookie }]) {
    const headers = { ...who, "next-action": "a".repeat(42), "content-type": "text/plain;charset=UTF-8" };
    const answer = await fetch(`${server.url}/settings`, { method: "POST", headers, body: "[]", redirect: "manual" });
    // 409: Next knows no such action.
    expect([404, 409]).toContain(answer.status);
  }
});
