import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

const NOBODY = "00000000-0000-4000-8000-000000000000";
const ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

describe("REST tells what is wrong in one shape", () => {
  test.each([
    ["GET", "/api/costs?period=day", 400, "period"],
    ["GET", "/api/jobs/not-a-uuid", 400, "id"],
    ["PATCH", "/api/notifications/not-a-uuid/read", 400, "id"],
    ["POST", "/api/jobs/not-a-uuid/events", 400, "id"],
    ["GET", `/api/jobs/${NOBODY}`, 404, undefined],
    ["PATCH", `/api/notifications/${NOBODY}/read`, 404, undefined],
    ["GET", "/api/nothing", 404, undefined],
    ["GET", "/api/metrics", 404, undefined],
    ["DELETE", "/api/jobs", 405, undefined],
    ["PUT", `/api/jobs/${NOBODY}`, 405, undefined],
    ["POST", "/api/costs", 405, undefined],
  ])("%s %s is %i", async (method, path, status, field) => {
    const body = method === "POST" ? {} : undefined;
    const answer = await http.send(method, path, { ...ann, body });
    expect(answer.status).toBe(status);
    const details = field === undefined ? [] : [{ field, message: expect.any(String) }];
    expect(answer.body).toEqual({ error: expect.stringMatching(/\.$|:/), details, request_id: ID });
    expect(answer.headers.get("x-request-id")).toBe(answer.body["request_id"]);
  });

  test("a stranger is 401 before anything of the input is looked at", async () => {
    const answers = [
      await http.send("GET", "/api/costs?nonsense=1"),
      await http.send("POST", "/api/jobs", { body: "{{{" }),
      await http.send("PATCH", "/api/notifications/x/read"),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body).toEqual({ error: "Sign in first.", details: [], request_id: ID });
    }
  });

  test("a complaint of a verb names the field as REST does, in its sentence too", async () => {
    const { status, body } = await http.send("POST", "/api/jobs", { ...ann, body: { gpu_type: "Abacus" } });
    expect(status).toBe(400);
    expect(body["details"]).toEqual([
      { field: "gpu_type", message: 'No price is known for "Abacus". Give unit_price (per GPU-hour).' },
    ]);
  });
});

const input = (value: object) => `?input=${encodeURIComponent(JSON.stringify(value))}`;
const calls = (count: number) => Array.from({ length: count }, () => "account.get").join(",");

describe("tRPC tells what is wrong in its own shape", () => {
  test.each([
    ["GET", "nothing.here", 404, "NOT_FOUND"],
    ["GET", `jobs.get${input({ id: NOBODY })}`, 404, "NOT_FOUND"],
    ["GET", `jobs.get${input({ id: "x" })}`, 400, "BAD_REQUEST"],
    ["GET", `jobs.get?input=${encodeURIComponent("{{")}`, 400, "BAD_REQUEST"],
    ["GET", "%E0%A4%A", 400, "BAD_REQUEST"],
    ["GET", "jobs.create", 405, "METHOD_NOT_SUPPORTED"],
    ["POST", "account.get", 405, "METHOD_NOT_SUPPORTED"],
    ["PUT", "jobs.create", 405, "METHOD_NOT_SUPPORTED"],
  ])("%s %s is %i", async (method, procedure, status, code) => {
    const body = method === "GET" ? undefined : {};
    const answer = await http.send(method, `/api/trpc/${procedure}`, { ...ann, body });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error: { message: expect.any(String), code: expect.any(Number), data: { code, httpStatus: status } },
    });
    const { data } = answer.body["error"] as { data: { requestId: string; fields: unknown } };
    expect(data.requestId).toBe(answer.headers.get("x-request-id"));
    expect(data.fields).toBeInstanceOf(Array);
  });

  test("a stranger is 401", async () => {
    const { status, body } = await http.send("GET", "/api/trpc/account.get");
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: { message: "Sign in first.", data: { code: "UNAUTHORIZED", fields: [] } } });
  });

  test("a full budget is 409, told from other conflicts by its reason, and says what stands in the way", async () => {
    const budget = { name: "Small", amount: "1", period: "month", blockNewJobs: true };
    await http.send("POST", "/api/trpc/budgets.create", { ...ann, body: budget });
    const { status, body } = await http.send("POST", "/api/trpc/jobs.create", { ...ann, body: {} });
    expect(status).toBe(409);
    expect(body).toMatchObject({ error: { data: { code: "CONFLICT", reason: "BUDGET_EXCEEDED" } } });
    const rest = await http.send("POST", "/api/jobs", { ...ann, body: {} });
    expect([rest.status, rest.body["error"]]).toEqual([409, expect.stringContaining('The budget "Small" of $1.00')]);
  });

  test("fields are named as the procedure has them", async () => {
    const { body } = await http.send("POST", "/api/trpc/jobs.create", { ...ann, body: { gpuCount: 0, gpu_type: "x" } });
    expect(body).toMatchObject({
      error: {
        message: "The input is not valid.",
        data: {
          fields: expect.arrayContaining([
            { field: "gpuCount", message: expect.any(String) },
            { field: "gpu_type", message: "Unknown field." },
          ]),
        },
      },
    });
  });

  test("a batch of more than ten calls is refused as a whole", async () => {
    expect((await http.send("GET", `/api/trpc/${calls(11)}?batch=1`, ann)).status).toBe(400);
    expect((await http.send("GET", `/api/trpc/${calls(10)}?batch=1`, ann)).status).toBe(200);
    expect((await http.send("GET", `/api/trpc/${",".repeat(1000)}?batch=1`, ann)).status).toBe(400);
  });
});

test("/api/auth has its own shape, and 404 for all that is not on its list", async () => {
  const paths = [
    "api-key/create",
    "api-key/list",
    "update-user",
    "change-email",
    "sign-in/social",
    "error",
    "constructor",
  ];
  for (const path of paths) {
    for (const method of ["GET", "POST"]) {
      const body = method === "POST" ? {} : undefined;
      const answer = await http.send(method, `/api/auth/${path}`, {
        headers: { ...ann.headers, origin: ORIGIN },
        body,
      });
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ code: "NOT_FOUND", message: "No such path.", details: [], request_id: ID });
    }
  }
  expect((await http.send("GET", "/api/auth/sign-out", ann)).status).toBe(405);
});

test("no answer may be kept, framed or guessed at", async () => {
  for (const path of ["/api/costs", "/api/trpc/account.get", "/api/auth/get-session", "/api/health", "/api/nothing"]) {
    const { headers } = await http.send("GET", path, ann);
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("strict-transport-security")).toBeNull();
    expect(headers.get("x-request-id")).toEqual(ID);
  }
});

test("the process is up and ready, whoever asks", async () => {
  expect(await http.send("GET", "/api/health")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await http.send("GET", "/api/ready")).toMatchObject({ status: 200, body: { status: "ready" } });
});
