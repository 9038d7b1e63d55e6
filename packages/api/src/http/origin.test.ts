import { beforeAll, expect, test } from "vitest";
import { createLook, TRIED } from "../audit/testing";
import { createUser } from "../auth/create-user";
import { listNotifications } from "../notifications/list";
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

const OTHERS: Record<string, (ids: Ids) => object> = {
  "costs.record": () => ({ costType: "x", amount: "1", idempotencyKey: "o" }),
  "costs.recordBatch": () => ({ items: [{ costType: "x", amount: "1", idempotencyKey: "p" }] }),
  "jobs.report": ({ job }) => ({ jobId: job, eventId: "1", type: "started" }),
  "notifications.markRead": ({ notification }) => ({ id: notification }),
  "notifications.markUnread": ({ notification }) => ({ id: notification }),
  "notifications.archive": ({ notification }) => ({ id: notification }),
  "notifications.unarchive": ({ notification }) => ({ id: notification }),
  "notifications.snooze": ({ notification }) => ({ id: notification, until: "2026-03-11T00:00:00.000Z" }),
  "notifications.markAllRead": () => ({ upTo: 1000 }),
  "notifications.undo": () => ({ version: 1 }),
  "notifications.preferences.set": () => ({ types: { job_started: { inApp: false } }, quietHours: null }),
};
const TYPES = [
  "application/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "",
  "text/html",
];
const ELSEWHERE: Record<string, string>[] = [
  { origin: "https://evil.test", "sec-fetch-site": "cross-site" },
  { origin: "null" },
  { origin: "http://sibling.localhost:3000", "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site" },
];
type Ids = Record<"job" | "record" | "key" | "budget" | "file" | "notification", string>;
type Call = { method: string; path: string; body: object };

/** Every change there is, with an input that would be done. */
function everyChange(ids: Ids): Call[] {
  const tried = Object.entries(TRIED).map(([path, { done }]) => [path, done] as const);
  const procedures = [...Object.entries(OTHERS), ...tried].map(([path, input]) => ({
    path: `/api/trpc/${path}`,
    body: input(ids),
  }));
  const doors = [
    "/revoke-other-sessions",
    "/change-password",
    "/revoke-session",
    "/revoke-sessions",
    "/sign-out",
    "/delete-user",
  ];
  const bodies: Record<string, object> = {
    "/change-password": { currentPassword: PASSWORD, newPassword: "another long password" },
    "/delete-user": { password: "another long password" },
    "/revoke-session": { token: "none" },
  };
  return [
    { method: "POST", path: "/api/jobs", body: {} },
    { method: "POST", path: `/api/jobs/${ids.job}/events`, body: { event_id: "r", type: "heartbeat" } },
    { method: "PATCH", path: `/api/notifications/${ids.notification}/read`, body: {} },
    ...procedures.map((call) => ({ method: "POST", ...call })),
    ...doors.map((path) => ({ method: "POST", path: `/api/auth${path}`, body: bodies[path] ?? {} })),
  ];
}

test("no change is made for a page of elsewhere or by a body that is no JSON, whatever change it is", async () => {
  const email = "every@example.test";
  const userId = await createUser(http.pipeline.auth, { email, password: PASSWORD, name: "Every" });
  const { headers: told } = await http.send("POST", "/api/auth/sign-in/email", { body: { email, password: PASSWORD } });
  const cookie = told.getSetCookie()[0]?.split(";")[0] ?? "";
  const look = createLook(http);
  // That something was refused is written down, and is no change.
  const facts = async (of: string) =>
    (JSON.parse(await look.rowsOf(of)) as { name: string }[]).filter(({ name }) => name !== "audit_entries");
  const ids = await look.withData({ cookie });
  const { items } = await listNotifications(http.as({ kind: "system", userId }), { filter: "all", limit: 1 });
  const changes = everyChange({ ...ids, notification: items[0]?.id ?? "" });
  expect(changes.filter(({ path }) => path.startsWith("/api/trpc/")).length).toBe(look.mutations.length);
  const before = await facts(userId);
  let sent = 0;
  const send = async ({ method, path, body }: Call, type: string, from: Record<string, string>) => {
    const bytes = new Blob([JSON.stringify(body)]);
    const headers = { cookie, ...from, ...(type !== "" && { "content-type": type }) };
    const request = new Request(`${ORIGIN}${path}`, {
      method,
      headers,
      body: type === "" ? bytes.stream() : bytes,
      duplex: "half",
    } as RequestInit);
    sent += 1;
    return (await http.pipeline.handle(request)).status;
  };
  for (const change of changes) {
    for (const type of TYPES) {
      for (const from of ELSEWHERE)
        expect([change.path, type, from, await send(change, type, from)]).toEqual([change.path, type, from, 403]);
      // Without both headers it is a program, which says what it sends.
      if (type !== "application/json") {
        expect([change.path, type, await send(change, type, {})]).toEqual([change.path, type, 415]);
      }
    }
  }
  expect(sent).toBeGreaterThan(900);
  expect(await facts(userId)).toEqual(before);
  // Each of them would have been made: it is the page that was not trusted.
  const own: Record<string, number> = {};
  for (const change of changes) {
    if (change.path.endsWith("/revoke-sessions")) break;
    own[change.path] = await send(change, "application/json", { origin: ORIGIN });
  }
  expect(Object.entries(own).filter(([, status]) => status >= 300)).toEqual([]);
}, 60_000);
