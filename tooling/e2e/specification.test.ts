import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer, type Server } from "./support/server";

// The flow of the original specification, as plain HTTP against the built application.

type Answer = { status: number; body: { success?: boolean; data: Record<string, unknown> } };
type Notification = { id: string; title: string; read: boolean };

let server: Server;
let cookie: string;

beforeAll(async () => {
  server = await startServer({ DEMO: "0" });
  const signUp = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ann", email: "ann@example.test", password: "a long password" }),
  });
  cookie = signUp.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});
afterAll(() => server.stop());

async function call(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { cookie, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer["body"] };
}

test("create, start, be told, complete, see the costs, mark as read, the count goes down", async () => {
  const created = await call("POST", "/api/jobs", {
    name: "flow",
    gpu_type: "NVIDIA L40S",
    gpu_count: 2,
    estimated_hours: 1,
  });
  expect(created).toMatchObject({
    status: 201,
    body: { success: true, data: { status: "queued", estimated_total_cost: 3.0968 } },
  });
  const id = String(created.body.data["id"]);
  const began = new Date(Date.now() - 3_600_000).toISOString();
  const event = (body: object) => call("POST", `/api/jobs/${id}/events`, body);
  expect(await event({ event_id: "1", type: "started", at: began })).toMatchObject({
    status: 200,
    body: { data: { status: "running" } },
  });

  const told = await call("GET", "/api/notifications?unread=true");
  const titles = (told.body.data["notifications"] as Notification[]).map(({ title }) => title);
  expect(titles).toEqual(["Training Started", "Training Job Queued"]);
  expect(told.body.data["unread_count"]).toBe(2);

  const done = await event({ event_id: "2", type: "completed" });
  expect(done.body.data).toMatchObject({ status: "completed", gpu_type: "NVIDIA L40S" });
  const costs = await call("GET", "/api/costs?period=week");
  expect(costs.body.data).toMatchObject({ cost_by_type: { compute: 3.1 }, total_cost: 3.1 });

  const list = (await call("GET", "/api/notifications")).body.data;
  const [latest] = list["notifications"] as Notification[];
  expect(list["unread_count"]).toBe(3);
  const mark = () => call("PATCH", `/api/notifications/${latest?.id}/read`);
  expect(await mark()).toEqual({ status: 200, body: { success: true } });
  expect(await mark()).toEqual({ status: 200, body: { success: true } });
  expect((await call("GET", "/api/notifications")).body.data["unread_count"]).toBe(2);
});

test("a stranger gets nothing", async () => {
  for (const path of ["/api/costs", "/api/notifications", "/api/jobs"]) {
    expect((await fetch(`${server.url}${path}`)).status).toBe(401);
  }
});
