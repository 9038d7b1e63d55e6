import { add, toCents } from "@pipeline/core/money";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recordCost } from "../../costs/record";
import { createTestHttp, type Person, type TestHttp } from "../testing";

const NOW = "2026-03-10T12:00:00.000Z";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp(NOW);
});
beforeEach(async () => {
  http.clock.set(NOW);
  ann = await http.person();
});

type Costs = {
  total_cost: number;
  cost_by_type: Record<string, number>;
  chart_data: { date: string; amount: number }[];
  records: { id: string; amount: number; recorded_at: string; cost_type: string; details: object }[];
  record_count: number;
  next_cursor: string | null;
};

let keys = 0;
async function record(amount: string, recordedAt: string, costType = "compute", details = {}): Promise<void> {
  const actor = { kind: "system", userId: ann.userId } as const;
  await recordCost(http.as(actor), { amount, recordedAt, costType, details, idempotencyKey: `k${keys++}` });
}

async function costs(query = ""): Promise<Costs> {
  const { status, body } = await http.send("GET", `/api/costs${query}`, ann);
  expect(status).toBe(200);
  return body["data"] as Costs;
}

async function refused(query: string): Promise<string[]> {
  const { status, body } = await http.send("GET", `/api/costs${query}`, ann);
  expect(status).toBe(400);
  return (body["details"] as { field: string }[]).map(({ field }) => field);
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + toCents(String(amount)), 0n);

test("both breakdowns sum to the total in whole cents, however the parts are cut", async () => {
  for (const [i, type] of ["compute", "storage", "network", "support", "tax"].entries()) {
    for (const day of ["07", "08", "09", "10"]) await record(`0.33333333333${i}`, `2026-03-${day}T01:00:00Z`, type);
  }
  await record("-1.006", "2026-03-09T02:00:00Z", "credit");
  const { total_cost, cost_by_type, chart_data } = await costs();
  expect(total_cost).toBe(5.66);
  expect(sum(Object.values(cost_by_type))).toBe(566n);
  expect(sum(chart_data.map(({ amount }) => amount))).toBe(566n);
  expect(cost_by_type["credit"]).toBe(-1);
});

test("a running job counts up to now, in the sums and not in the records", async () => {
  const made = await http.send("POST", "/api/jobs", { ...ann, body: { unit_price: 3.6, gpu_count: 1 } });
  const { id } = made.body["data"] as { id: string };
  const started = { event_id: "1", type: "started", at: "2026-03-10T11:00:00Z" };
  await http.send("POST", `/api/jobs/${id}/events`, { ...ann, body: started });
  expect(await costs()).toMatchObject({
    total_cost: 3.6,
    cost_by_type: { compute: 3.6 },
    record_count: 0,
    records: [],
  });
});

test("the chart has the days that have costs, ascending, in the zone that is asked for", async () => {
  await record("1", "2026-03-09T23:30:00Z");
  await record("2", "2026-03-05T12:00:00Z");
  expect((await costs()).chart_data).toEqual([
    { date: "2026-03-05", amount: 2 },
    { date: "2026-03-09", amount: 1 },
  ]);
  expect((await costs("?time_zone=Asia/Kathmandu")).chart_data.at(-1)).toEqual({ date: "2026-03-10", amount: 1 });
});

test("nothing yet is nothing, in the same shape", async () => {
  const nothing = { total_cost: 0, cost_by_type: {}, chart_data: [], records: [], record_count: 0, next_cursor: null };
  expect(await costs()).toEqual(nothing);
});

test("amounts keep every digit, and the caller's details their names", async () => {
  await record("123456789.123456789012", "2026-03-10T01:00:00Z", "compute", { someName: { innerName: "1.50" } });
  const request = new Request("http://localhost:3000/api/costs", { headers: ann.headers });
  const text = await (await http.pipeline.handle(request)).text();
  expect(text).toContain('"amount":123456789.123456789012,');
  expect(text).toContain('"details":{"someName":{"innerName":"1.50"}}');
});

describe("the window", () => {
  test.each([
    ["", "2026-02-08"],
    ["?period=month", "2026-02-08"],
    ["?period=week", "2026-03-03"],
    ["?period=year", "2025-03-10"],
  ])("of %s opens with the day %s and closes now", async (query, first) => {
    const before = new Date(Date.parse(`${first}T00:00:00Z`) - 1).toISOString();
    await record("1", before);
    await record("10", `${first}T00:00:00Z`);
    await record("100", NOW);
    expect((await costs(query)).total_cost).toBe(110);
  });

  test("of two dates includes both days whole, in the account's zone unless one is named", async () => {
    await record("1", "2026-02-27T23:59:59.999Z");
    await record("10", "2026-02-28T00:00:00Z");
    await record("100", "2026-03-01T23:59:59.999Z");
    await record("1000", "2026-03-02T00:00:00Z");
    const query = "?start_date=2026-02-28&end_date=2026-03-01";
    expect((await costs(query)).total_cost).toBe(110);
    expect((await costs(`${query}&time_zone=Europe/Berlin`)).total_cost).toBe(11);
  });

  test("of two instants is half-open", async () => {
    await record("1", "2026-03-01T09:59:59.999Z");
    await record("10", "2026-03-01T10:00:00Z");
    await record("100", "2026-03-02T10:07:00Z");
    const query = "?start_date=2026-03-01T10:00:00Z&end_date=2026-03-02T10:07:00Z";
    expect(await costs(query)).toMatchObject({
      total_cost: 10,
      record_count: 1,
      chart_data: [{ date: "2026-03-01", amount: 10 }],
    });
    const later = query.replace("10:07:00Z", "12:07:00.001%2B02:00");
    expect((await costs(later)).total_cost).toBe(110);
    expect((await costs("?start_date=2026-03-01T10:00:00Z&end_date=2026-03-01T10:00:00Z")).total_cost).toBe(0);
  });

  test.each([
    ["?start_date=2026-03-01", "end_date"],
    ["?end_date=2026-03-01", "start_date"],
    ["?start_date=2026-03-02&end_date=2026-03-01", "start_date"],
    ["?start_date=2026-03-01T10:00:00Z&end_date=2026-03-01T09:00:00Z", "start_date"],
    ["?start_date=2026-03-01&end_date=2026-03-01T09:00:00Z", "end_date"],
    ["?start_date=2016-03-01&end_date=2026-03-01", "end_date"],
    ["?start_date=2016-03-01T00:00:00Z&end_date=2026-03-01T00:00:00.001Z", "end_date"],
    ["?start_date=2026-02-30&end_date=2026-03-01", "start_date"],
    ["?start_date=yesterday&end_date=today", "start_date,end_date"],
    ["?start_date=2026-03-01T10:00:00&end_date=2026-03-02T10:00:00Z", "start_date"],
    ["?start_date=2026-03-01&end_date=infinity", "end_date"],
    ["?start_date=0000-01-01&end_date=0000-01-02", "start_date,end_date"],
    ["?period=week&start_date=2026-03-01&end_date=2026-03-02", "period"],
    ["?time_zone=Mars/Olympus", "time_zone"],
    ["?time_zone=Etc/GMT%2B3", "time_zone"],
    ["?time_zone=../../etc/passwd", "time_zone"],
  ])("%s is refused and %s is named", async (query, fields) => {
    expect((await refused(query)).join(",")).toBe(fields);
  });

  test("of ten years to the day is served", async () => {
    await record("1", "2016-03-01T00:00:00Z");
    expect((await costs("?start_date=2016-03-01&end_date=2026-02-28")).total_cost).toBe(1);
  });
});

describe("records", () => {
  test("come oldest first, page by page, each once, in the window of the first page", async () => {
    for (let i = 0; i < 7; i++) await record("1", "2026-03-09T10:00:00Z");
    await record("2", "2026-03-09T09:00:00Z");
    const first = await costs("?limit=3");
    expect(first.records[0]?.amount).toBe(2);
    expect(first.record_count).toBe(8);
    http.clock.advance(3_600_000);
    await record("4", "2026-03-10T12:45:00Z");
    const seen = [...first.records];
    for (let cursor = first.next_cursor; cursor !== null;) {
      const page = await costs(`?limit=3&cursor=${cursor}`);
      seen.push(...page.records);
      cursor = page.next_cursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(8);
    expect(add(...seen.map(({ amount }) => String(amount)))).toBe("9");
  });

  test("of one window have no cursor for another", async () => {
    await record("1", "2026-03-09T10:00:00Z");
    await record("1", "2026-03-09T10:00:00Z");
    const { next_cursor } = await costs("?limit=1");
    expect(await refused(`?period=week&cursor=${next_cursor}`)).toEqual(["cursor"]);
    const { body } = await http.send("GET", `/api/jobs?cursor=${next_cursor}`, ann);
    expect(body["details"]).toMatchObject([{ field: "cursor" }]);
  });

  test("of another are never seen", async () => {
    await record("1", "2026-03-09T10:00:00Z");
    const mine = ann;
    ann = await http.person();
    expect((await costs()).record_count).toBe(0);
    ann = mine;
    expect((await costs()).record_count).toBe(1);
  });
});
