import { beforeAll, expect, test } from "vitest";
import { createTestHttp, type Person, type TestHttp } from "./testing";

let http: TestHttp;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  http = await createTestHttp();
  [ann, bob] = [await http.person(), await http.person()];
});

type Notification = { id: string; title: string; read: boolean; action_url: string; metadata: Record<string, unknown> };

async function notifications(path = "/api/notifications") {
  const { body } = await http.send("GET", path, ann);
  return body["data"] as { notifications: Notification[]; unread_count: number; next_cursor: string | null };
}

test("a job is created, starts, completes, is told of and paid for, as the specification has it", async () => {
  const created = await http.send("POST", "/api/jobs", {
    ...ann,
    body: {
      name: "flow",
      region: "eu",
      purchase_option: "spot",
      gpu_type: "NVIDIA L40S",
      gpu_count: 2,
      estimated_hours: 1,
      idempotency_key: "k",
    },
  });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    success: true,
    data: {
      user_id: ann.userId,
      status: "queued",
      gpu_count: 2,
      region: "eu",
      purchase_option: "spot",
      estimated_total_cost: 3.0968,
      final_cost: null,
    },
  });
  const { id } = created.body["data"] as { id: string };
  expect(created.body["data"]).not.toHaveProperty("idempotency_key");
  expect(created.body["data"]).not.toHaveProperty("body_hash");
  const report = (body: object) => {
    http.clock.advance(1000);
    return http.send("POST", `/api/jobs/${id}/events`, { ...ann, body });
  };
  const started = await report({ event_id: "1", type: "started", at: "2026-03-10T11:00:00Z" });
  expect(started.body).toMatchObject({ data: { status: "running", current_cost: 3.097660222222 } });
  const done = await report({ event_id: "2", type: "completed", at: "2026-03-10T12:00:00Z" });
  expect(done.status).toBe(200);
  expect(done.body).toMatchObject({ data: { status: "completed", final_cost: 3.0968, progress: expect.any(Number) } });

  const { body } = await http.send("GET", "/api/costs?period=week", ann);
  expect(body).toMatchObject({
    success: true,
    data: {
      total_cost: 3.1,
      cost_by_type: { compute: 3.1 },
      chart_data: [{ date: "2026-03-10", amount: 3.1 }],
      record_count: 4,
      next_cursor: null,
    },
  });
  const { records } = body["data"] as { records: object[] };
  expect(records).toHaveLength(4);
  expect(records[0]).toMatchObject({
    user_id: ann.userId,
    job_id: id,
    cost_type: "compute",
    amount: 0.7742,
    details: {},
    billing_period: "2026-03-01",
    recorded_at: "2026-03-10T11:00:00.000Z",
  });

  const inbox = await notifications();
  expect(inbox.notifications.map(({ title }) => title)).toEqual([
    "Training Completed",
    "Training Started",
    "Training Job Queued",
  ]);
  expect(inbox).toMatchObject({ unread_count: 3, next_cursor: null });
  expect(inbox.notifications[0]).toMatchObject({
    user_id: ann.userId,
    action_url: `/training/jobs/${id}`,
    metadata: { job_id: id, final_cost: "3.0968" },
    read: false,
  });
});

test("a notification is marked as read once, by its owner alone", async () => {
  const [latest] = (await notifications()).notifications;
  const mark = (who: Person) => http.send("PATCH", `/api/notifications/${latest?.id}/read`, who);
  expect(await mark(bob)).toMatchObject({ status: 404, body: { error: "No such notification." } });
  expect(await mark(ann)).toMatchObject({ status: 200, body: { success: true } });
  expect((await mark(ann)).body).toEqual({ success: true });
  expect((await notifications()).unread_count).toBe(2);
  expect((await notifications("/api/notifications?unread=true")).notifications).toHaveLength(2);
  expect((await notifications("/api/notifications?unread=false")).notifications).toHaveLength(3);
});

test("the same request again is the same job; another body under its key is a conflict", async () => {
  const body = { name: "again", preset_id: "fast", idempotency_key: "again" };
  const first = await http.send("POST", "/api/jobs", { ...ann, body });
  const second = await http.send("POST", "/api/jobs", { ...ann, body });
  expect(second.status).toBe(201);
  expect((second.body["data"] as { id: string }).id).toBe((first.body["data"] as { id: string }).id);
  const other = await http.send("POST", "/api/jobs", { ...ann, body: { ...body, name: "other" } });
  expect(other).toMatchObject({ status: 409, body: { error: expect.stringContaining("idempotency key") } });
});

test("jobs are listed page by page, and one is fetched with its events as they were sent", async () => {
  const { body } = await http.send("GET", "/api/jobs?limit=1", ann);
  const page = body["data"] as { jobs: { id: string }[]; next_cursor: string };
  expect(page.jobs).toHaveLength(1);
  const next = await http.send("GET", `/api/jobs?limit=1&cursor=${page.next_cursor}`, ann);
  const [second] = (next.body["data"] as typeof page).jobs;
  expect(second?.id).not.toBe(page.jobs[0]?.id);
  const completed = await http.send("GET", "/api/jobs?status=completed", ann);
  const [job] = (completed.body["data"] as typeof page).jobs;
  const one = await http.send("GET", `/api/jobs/${job?.id}`, ann);
  expect(one.body).toMatchObject({ data: { id: job?.id, events: [{ event_id: "2" }, { event_id: "1" }] } });
});

test("what belongs to someone else and what does not exist cannot be told apart", async () => {
  const made = await http.send("POST", "/api/jobs", { ...ann, body: {} });
  const { id } = made.body["data"] as { id: string };
  const answers = await Promise.all(
    [id, "00000000-0000-4000-8000-000000000000"].flatMap((some) => [
      http.send("GET", `/api/jobs/${some}`, bob),
      http.send("POST", `/api/jobs/${some}/events`, { ...bob, body: { event_id: "1", type: "started" } }),
    ]),
  );
  for (const { status, body } of answers) {
    expect(status).toBe(404);
    expect(body).toEqual({ error: "No such job.", details: [], request_id: expect.any(String) });
  }
});
