import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "../testing";
import { inputWith, leavesOf, type Leaf } from "./leaves";
import { TARGETS } from "./targets";

const LONG = 70_000;
const endless = (count: number) => "1".repeat(count);

/** Texts without an end, of every form that a rule of ours might like. */
const ENDLESS_TEXTS = [
  "a".repeat(LONG),
  endless(LONG),
  `0.${endless(LONG)}`,
  `2026-03-10T12:00:00.${endless(LONG)}Z`,
  `2026-03-10${" ".repeat(LONG)}x`,
  `https://example.test/${"a".repeat(LONG)}`,
  `${"a".repeat(LONG)}@example.test`,
  `a@${"a.".repeat(LONG)}test`,
  `Europe/${"A".repeat(LONG)}`,
  `11111111-1111-4111-8111-111111111111${"1".repeat(LONG)}`,
];

function tooLarge({ kind, item }: Leaf): readonly unknown[] {
  if (kind === "text") return ENDLESS_TEXTS;
  if (kind === "list") return [Array.from({ length: 10_001 }, () => item)];
  return [Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`a${i}`, item])), { a: "a".repeat(LONG) }];
}

const SIZES = TARGETS.flatMap(({ name, schema }) => leavesOf(schema).map((leaf) => ({ name, schema, ...leaf })));

describe("no input has a part without a bound:", () => {
  test("there are as many as there should be to look at", () => {
    expect(SIZES.filter(({ kind }) => kind === "text").length).toBeGreaterThan(100);
    expect(SIZES.filter(({ kind }) => kind === "list").length).toBeGreaterThan(5);
  });

  test.each(SIZES.map((size) => [`${size.name}: ${size.path.join(".") || "all of it"}, ${size.kind}`, size] as const))(
    "%s",
    (_name, size) => {
      for (const large of tooLarge(size)) {
        const parsed = size.schema.safeParse(inputWith(size.path, large));
        const place = size.path.map((step) => (step === "[]" ? 0 : step));
        // The complaint is about the place itself, not about something inside.
        const complaints = parsed.error?.issues.map(({ path }) => path.join(".")) ?? [];
        expect(complaints).toContain(place.join("."));
      }
    },
  );
});

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp("2026-03-10T12:00:00.000Z");
  ann = await http.person();
});

let keys = 0;
const key = () => `k${keys++}`;
const cost = (over: object) => ({ costType: "x", amount: "1", idempotencyKey: key(), ...over });
const file = (over: object) => ({ name: "f", sizeBytes: 1, idempotencyKey: key(), ...over });
const budget = (over: object) => ({ name: "b", amount: "1", period: "month", ...over });
const x = (count: number) => "x".repeat(count);
const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
const url = (length: number) => `https://example.test/${x(length)}`.slice(0, length);
/** In JSON, `{"a":"xxx"}` of so many bytes. */
const details = (bytes: number) => ({ a: x(bytes - 8) });
const report = async (over: object) => {
  const { body } = await http.send("POST", "/api/trpc/jobs.create", { ...own(), body: { unitPrice: "1" } });
  const { id } = (body as { result: { data: { id: string } } }).result.data;
  return { jobId: id, eventId: key(), type: "progress", ...over };
};
const own = () => ({ headers: { ...ann.headers, origin: ORIGIN } });

type Limit = [procedure: string, field: string, most: number, input: (size: number) => object | Promise<object>];
const LIMITS: readonly Limit[] = [
  ["jobs.create", "name", 200, (n) => ({ name: x(n) })],
  ["jobs.create", "datasetId", 200, (n) => ({ datasetId: x(n) })],
  ["jobs.create", "baseModel", 200, (n) => ({ baseModel: x(n) })],
  ["jobs.create", "project", 200, (n) => ({ project: x(n) })],
  ["jobs.create", "provider", 100, (n) => ({ provider: x(n) })],
  ["jobs.create", "region", 100, (n) => ({ region: x(n) })],
  ["jobs.create", "purchaseOption", 100, (n) => ({ purchaseOption: x(n) })],
  ["jobs.create", "gpuType", 200, (n) => ({ gpuType: x(n), unitPrice: "0" })],
  ["jobs.create", "idempotencyKey", 200, (n) => ({ idempotencyKey: x(n) })],
  ["jobs.create", "gpuCount", 1_000_000, (n) => ({ gpuCount: n, unitPrice: "0" })],
  ["jobs.create", "estimatedHours", 100_000, (n) => ({ estimatedHours: n, unitPrice: "0" })],
  ["jobs.report", "eventId", 200, (n) => report({ eventId: x(n) })],
  ["jobs.report", "message", 2_000, (n) => report({ message: x(n) })],
  ["jobs.report", "artifactUrl", 2_000, (n) => report({ artifactUrl: url(n) })],
  ["jobs.report", "step", 1e15, (n) => report({ step: n })],
  ["costs.record", "costType", 50, (n) => cost({ costType: x(n) })],
  ["costs.record", "amount", 999_999_999, (n) => cost({ amount: `${n}` })],
  ["costs.record", "idempotencyKey", 200, (n) => cost({ idempotencyKey: x(n) })],
  ["costs.record", "details", 16_384, (n) => cost({ details: details(n) })],
  ["costs.record", "details", 16, (n) => cost({ details: nested(n) })],
  ["costs.recordBatch", "items", 500, (n) => ({ items: Array.from({ length: n }, () => cost({})) })],
  ["budgets.create", "name", 100, (n) => budget({ name: x(n) })],
  ["budgets.create", "thresholds", 10, (n) => budget({ thresholds: Array.from({ length: n }, (_, i) => i + 1) })],
  ["budgets.create", "thresholds.0", 1_000, (n) => budget({ thresholds: [n] })],
  ["storage.keep", "name", 200, (n) => file({ name: x(n) })],
  ["storage.keep", "url", 2_000, (n) => file({ url: url(n) })],
  ["storage.keep", "sizeBytes", 1e15, (n) => file({ sizeBytes: n })],
  ["apiKeys.create", "name", 100, (n) => ({ name: x(n), scopes: ["jobs:read"] })],
  ["apiKeys.create", "scopes", 7, (n) => ({ name: "k", scopes: Array.from({ length: n }, () => "jobs:read") })],
  ["account.update", "name", 100, (n) => ({ name: x(n) })],
  ["prices.rerate", "reason", 500, (n) => ({ reason: x(n), idempotencyKey: key() })],
  [
    "notifications.markAllRead",
    "types",
    10,
    (n) => ({ upTo: 0, types: Array.from({ length: n }, () => "job_queued") }),
  ],
  [
    "notifications.snooze",
    "until",
    365,
    (n) => ({ id: ids.notification, until: new Date(http.clock.now + n * 86_400_000).toISOString() }),
  ],
];

const READS: readonly Limit[] = [
  ["costs.records", "limit", 200, (limit) => ({ limit })],
  ["jobs.list", "limit", 100, (limit) => ({ limit })],
  ["notifications.list", "limit", 100, (limit) => ({ limit })],
  ["storage.list", "limit", 100, (limit) => ({ limit })],
  ["prices.list", "limit", 1_000, (limit) => ({ limit })],
  [
    "costs.summary",
    "granularity",
    208,
    (days) => ({ from: "2026-01-01", to: dayAfter(days - 1), granularity: "hour" }),
  ],
  ["costs.summary", "to", 3_652, (days) => ({ from: "2026-01-01", to: dayAfter(days - 1) })],
];
const dayAfter = (days: number) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10);

const ids = { notification: "" };

describe("what is as large as it may be is taken, one more is refused by name:", () => {
  beforeAll(async () => {
    await http.send("POST", "/api/trpc/jobs.create", { ...own(), body: {} });
    const { body } = await http.send("GET", "/api/notifications", ann);
    ids.notification = (body as { data: { notifications: { id: string }[] } }).data.notifications[0]?.id ?? "";
  });

  test.each(LIMITS)("%s, %s: %d", async (procedure, field, most, input) => {
    const path = `/api/trpc/${procedure}`;
    const taken = await http.send("POST", path, { ...own(), body: await input(most) });
    expect([taken.status, taken.body["error"]]).toEqual([200, undefined]);
    const refused = await http.send("POST", path, { ...own(), body: await input(most + 1) });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain(`"field":"${field}"`);
  });

  test.each(READS)("%s, %s: %d", async (procedure, field, most, input) => {
    const ask = async (size: number) =>
      http.send("GET", `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(await input(size)))}`, ann);
    expect((await ask(most)).status).toBe(200);
    const refused = await ask(most + 1);
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([
      400,
      expect.stringContaining(`"field":"${field}"`),
    ]);
  });

  test.each([
    ["GET", "/api/costs?limit=", 1_000],
    ["GET", "/api/jobs?limit=", 100],
    ["GET", "/api/notifications?limit=", 100],
  ])("%s %s%d", async (method, path, most) => {
    expect((await http.send(method, `${path}${most}`, ann)).status).toBe(200);
    expect((await http.send(method, `${path}${most + 1}`, ann)).status).toBe(400);
  });

  test.each(["/api/jobs", "/api/trpc/jobs.create"])("a body of %s: 64 KB, and 64 levels", async (path) => {
    const body = '{"name":"x"}';
    expect((await http.send("POST", path, { ...own(), body: body.padEnd(64 * 1024) })).status).toBeLessThan(202);
    expect((await http.send("POST", path, { ...own(), body: body.padEnd(64 * 1024 + 1) })).status).toBe(413);
    const deep = (depth: number) => http.send("POST", path, { ...own(), body: { a: nested(depth - 1) } });
    expect(JSON.stringify((await deep(64)).body)).toContain("Unknown field");
    expect(JSON.stringify((await deep(65)).body)).toContain("nested more than 64 levels");
  });

  test("a budget: the hundredth", async () => {
    const bob = await http.person();
    const sent = { headers: { ...bob.headers, origin: ORIGIN } };
    for (let i = 0; i < 100; i++)
      expect((await http.send("POST", "/api/trpc/budgets.create", { ...sent, body: budget({}) })).status).toBe(200);
    expect((await http.send("POST", "/api/trpc/budgets.create", { ...sent, body: budget({}) })).status).toBe(409);
  });
});
