import { MAX_BATCH, MAX_BATCH_BYTES } from "@pipeline/core/costs";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp();
  ann = await http.person();
});

const PATHS = ["/api/jobs", "/api/trpc/jobs.create", "/api/auth/sign-in/email"];
const bytes = (...values: number[]) => new Blob([new Uint8Array(values)]);
const text = (value: string) => [...new TextEncoder().encode(value)];

const MALFORMED: [string, string | Blob][] = [
  ["cut short", '{"name":"x"'],
  ["no JSON", "name=x"],
  ["two values", "{}{}"],
  ["NaN", '{"gpu_count":NaN}'],
  ["invalid UTF-8", bytes(...text('{"name":"'), 0xff, 0xfe, ...text('"}'))],
  ["UTF-16", bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)],
  ["a byte order mark", bytes(0xef, 0xbb, 0xbf, ...text("{}"))],
  ["a lone surrogate", '{"name":"\\ud800"}'],
  ["a lone surrogate in a name", '{"\\udfff":1}'],
  ["nesting without an end", "[".repeat(60_000)],
  ["deep nesting", `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`],
];

describe("a body that is not well-formed JSON in UTF-8 is 400 everywhere", () => {
  test.each(MALFORMED)("%s", async (_name, body) => {
    for (const path of PATHS) {
      const headers = { ...ann.headers, origin: ORIGIN, "content-type": "application/json" };
      expect(await http.send("POST", path, { headers, body })).toMatchObject({ status: 400 });
    }
  });
});

test.each([
  "text/plain",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/jsonp",
  "",
])("a body of type %s is 415 everywhere, also where nothing is in it", async (type) => {
  for (const path of PATHS) {
    for (const body of ["", "{}"]) {
      const headers = { ...ann.headers, origin: ORIGIN, "content-type": type };
      expect(await http.send("POST", path, { headers, body })).toMatchObject({ status: 415 });
    }
  }
});

test("a compressed body is 415", async () => {
  const headers = { ...ann.headers, "content-encoding": "gzip" };
  expect((await http.send("POST", "/api/jobs", { headers, body: {} })).status).toBe(415);
});

test("a body that breaks off is not said to be the database's fault, in the log or to whoever sent it", async () => {
  for (const path of PATHS) {
    const body = new ReadableStream({
      // As Node says that a client has gone.
      pull: (controller) => controller.error(Object.assign(new Error("aborted"), { code: "ECONNRESET" })),
    });
    const headers = { ...ann.headers, origin: ORIGIN, "content-type": "application/json" };
    const sent = { method: "POST", headers, body, duplex: "half" };
    expect((await http.pipeline.handle(new Request(`${ORIGIN}${path}`, sent))).status).toBe(400);
  }
  expect(http.logged.join("")).not.toContain("database");
});

test("over 64 KB is 413, whatever the header says of the length", async () => {
  for (const path of PATHS) {
    const headers = { ...ann.headers, origin: ORIGIN };
    expect((await http.send("POST", path, { headers, body: { name: "x".repeat(70_000) } })).status).toBe(413);
    const lying = { ...headers, "content-length": "2" };
    expect((await http.send("POST", path, { headers: lying, body: { name: "x".repeat(70_000) } })).status).toBe(413);
    const boasting = { ...headers, "content-length": "20000000" };
    expect((await http.send("POST", path, { headers: boasting, body: {} })).status).toBe(413);
  }
});

/** A cost with every field but `details` as large as it may be. */
const largest = (i: number) => ({
  costType: "x".repeat(50),
  amount: "1".padStart(64, "0"),
  recordedAt: "2026-03-10T12:00:00.123456789+00:00",
  project: "😀".repeat(200),
  idempotencyKey: "😀".repeat(197) + `${i}`.padStart(3, "0"),
});

const sendBatch = (body: unknown) =>
  http.send("POST", "/api/trpc/costs.recordBatch", { headers: { ...ann.headers, origin: ORIGIN }, body });

describe("a batch of costs", () => {
  test("may have 500 of the largest items", async () => {
    const answer = await sendBatch({ items: Array.from({ length: MAX_BATCH }, (_, i) => largest(i)) });
    const { result } = answer.body as { result: { data: { items: { ok: boolean }[] } } };
    expect(result.data.items.filter(({ ok }) => ok)).toHaveLength(MAX_BATCH);
  });

  test("may have 1,000 KB, and not a byte more", async () => {
    const body = JSON.stringify({ items: [{ costType: "x", amount: "1", idempotencyKey: "to the byte" }] });
    expect((await sendBatch(body.padEnd(MAX_BATCH_BYTES))).status).toBe(200);
    expect(await sendBatch(body.padEnd(MAX_BATCH_BYTES + 1))).toMatchObject({
      status: 413,
      body: { error: { message: "The body must be at most 1000 KB." } },
    });
  });
});

test("an endless body is not read to its end", async () => {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += 1024;
      controller.enqueue(new Uint8Array(1024).fill(0x20));
    },
  });
  const headers = { ...ann.headers, "content-type": "application/json" };
  const request = new Request(`${ORIGIN}/api/jobs`, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  expect((await http.pipeline.handle(request)).status).toBe(413);
  expect(sent).toBeLessThan(128 * 1024);
});

const BAD_JOBS: [string, object][] = [
  ["an array", []],
  ["an unknown field", { gpu: 1 }],
  ["our own spelling", { gpuCount: 2 }],
  ["a user", { user_id: "00000000-0000-4000-8000-000000000000" }],
  ["a prototype", JSON.parse('{"__proto__":{"gpu_count":2}}')],
  ["a constructor", { constructor: { prototype: {} } }],
  ["NUL in a text", { name: "a\u0000b" }],
  ["too long a name", { name: "x".repeat(201) }],
  ["an empty name", { name: "  " }],
  ["another type", { name: 5 }],
  ["null", { gpu_count: null }],
  ["a fraction of a GPU", { gpu_count: 1.5 }],
  ["no GPU", { gpu_count: 0 }],
  ["too many GPUs", { gpu_count: 1_000_001 }],
  ["no hours", { estimated_hours: 0 }],
  ["too many hours", { estimated_hours: 100_001 }],
  ["a negative price", { unit_price: -1 }],
  ["a price with too many decimals", { unit_price: 0.0000000000001 }],
  ["too high a price", { unit_price: 1_000_000_000 }],
  ["a price that is none", { unit_price: "1,5" }],
  ["a preset nobody knows", { preset_id: "huge" }],
  ["too long a key", { idempotency_key: "k".repeat(10_000) }],
];

describe("a job cannot be made of", () => {
  test.each(BAD_JOBS)("%s", async (_name, body) => {
    const answer = await http.send("POST", "/api/jobs", { ...ann, body });
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.body["details"]).not.toEqual([]);
  });
});

test("an unknown field is named as it was written", async () => {
  const { body } = await http.send("POST", "/api/jobs", { ...ann, body: { gpuCount: 2, gpu_count: 0 } });
  expect(body["details"]).toEqual([
    { field: "gpuCount", message: "Unknown field." },
    { field: "gpu_count", message: expect.any(String) },
  ]);
});

test("the path decides which job an event is for", async () => {
  const path = "/api/jobs/00000000-0000-4000-8000-000000000000/events";
  const body = { event_id: "1", type: "started", job_id: "11111111-1111-4111-8111-111111111111" };
  const answer = await http.send("POST", path, { ...ann, body });
  expect(answer).toMatchObject({ status: 400, body: { details: [{ field: "job_id", message: "Unknown field." }] } });
});

const price = async (unit_price: unknown) => {
  const { body } = await http.send("POST", "/api/jobs", { ...ann, body: { unit_price } });
  return (body["data"] as { unit_price: number }).unit_price;
};

test("amounts are read as they were written", async () => {
  expect(await price(2.49)).toBe(2.49);
  expect(await price("0.000000000001")).toBe(1e-12);
  expect(await price(1e-12)).toBe(1e-12);
  expect(await price(0)).toBe(0);
});
