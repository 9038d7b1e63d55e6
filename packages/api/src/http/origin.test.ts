import { beforeAll, expect, test } from "vitest";
import { createTestHttp, ORIGIN, PASSWORD, type Person, type TestHttp } from "./testing";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const FOREIGN: Record<string, string>[] = [
  { origin: "https://evil.test" },
  { origin: "null" },
  { origin: "http://localhost:3001" },
  { origin: `${ORIGIN}.evil.test` },
  { origin: "https://evil.test", "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];
const OWN: Record<string, string>[] = [
  {},
  { origin: ORIGIN },
  { origin: "http://127.0.0.1:3000" },
  { origin: ORIGIN, "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "same-origin" },
];

test.each(FOREIGN)("with a cookie, a change that %o asks for is 403", async (headers) => {
  const sent = { headers: { ...ann.headers, ...headers }, body: {} };
  expect((await http.send("POST", "/api/jobs", sent)).status).toBe(403);
  expect((await http.send("POST", "/api/trpc/jobs.create", sent)).status).toBe(403);
  expect((await http.send("POST", "/api/auth/sign-out", sent)).status).toBe(403);
  expect((await http.send("GET", "/api/jobs", ann)).body).toMatchObject({ data: { jobs: [] } });
});

test.each(FOREIGN)(
  "a sign-in that %o asks for is 403: nobody is signed in to an account of another",
  async (headers) => {
    const body = { email: ann.email, password: PASSWORD };
    expect((await http.send("POST", "/api/auth/sign-in/email", { headers, body })).status).toBe(403);
  },
);

test("the application's own pages, its twin on this machine and programs may change things", async () => {
  for (const headers of OWN) {
    const sent = { headers: { ...ann.headers, ...headers }, body: {} };
    expect((await http.send("POST", "/api/jobs", sent)).status).toBe(201);
    expect((await http.send("POST", "/api/trpc/jobs.create", sent)).status).toBe(200);
  }
});

test("reading needs no origin, and an API key none at all", async () => {
  const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
  expect((await http.send("GET", "/api/jobs", { headers: { ...ann.headers, ...foreign } })).status).toBe(200);
  const key = await http.key(ann.userId, ["jobs:write"]);
  expect((await http.send("POST", "/api/jobs", { headers: { ...key, ...foreign }, body: {} })).status).toBe(201);
});
