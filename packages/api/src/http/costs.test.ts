import { readFileSync } from "node:fs";
import path from "node:path";
import { add, roundTo } from "@pipeline/core/money";
import { projectRoot } from "@pipeline/db";
import { beforeAll, describe, expect, test } from "vitest";
import { importJobs } from "../jobs/import";
import { priceTrace, readTrace } from "../jobs/trace-file";
import { readPrices } from "../prices/file";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

type Data = {
  total_cost: number;
  cost_by_type: Record<string, number>;
  chart_data: { date: string; amount: number }[];
  records: { id: string; amount: number; recorded_at: string }[];
  record_count: number;
  next_cursor: string | null;
};

const data = (name: string) => path.join(projectRoot(), "data", name);
const expected = JSON.parse(readFileSync(data("jobs-mlperf-v4.0.expected.json"), "utf8")) as {
  cost_exact_8dp: string;
  by_day: Record<string, [string, number, number, string, string][]>;
};

let http: TestHttp;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  http = await createTestHttp();
  [ann, bob] = [await http.person(), await http.person()];
  const prices = new Map((await readPrices(data("prices.csv"))).map(({ gpuType, price }) => [gpuType, price]));
  const trace = priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), prices);
  await importJobs(http.as({ kind: "system", userId: ann.userId }), trace);
}, 120_000);

async function costs(person: Person, query: string): Promise<Data> {
  const answer = await http.send("GET", `/api/costs?${query}`, { headers: person.headers });
  expect(answer).toMatchObject({ status: 200, body: { success: true } });
  return answer.body["data"] as Data;
}

// The numbers of an answer as they were written, added without a float.
const sumOf = (amounts: readonly number[]) => roundTo(add(...amounts.map(String)), 2);

const WHOLE = "start_date=2023-01-01&end_date=2024-12-31";

describe("GET /api/costs over the real trace", () => {
  test("gives the total in cents, and both its cuts sum to it", async () => {
    const { total_cost, cost_by_type, chart_data, record_count } = await costs(ann, `${WHOLE}&limit=1`);
    expect(total_cost).toBe(93_532.96);
    expect(sumOf(Object.values(cost_by_type))).toBe("93532.96");
    expect(sumOf(chart_data.map((day) => day.amount))).toBe("93532.96");
    expect(record_count).toBeGreaterThan(4000);
  });

  test.each(Object.keys(expected.by_day))("has the days of %s that have costs, each within a cent", async (zone) => {
    const { chart_data } = await costs(ann, `${WHOLE}&limit=1&time_zone=${zone}`);
    const days = (expected.by_day[zone] ?? []).filter(([, , gpuMs]) => gpuMs > 0);
    expect(chart_data.map((day) => day.date)).toEqual(days.map(([date]) => date));
    for (const [i, [date, , , , usd]] of days.entries()) {
      const cents = Math.round(Number(chart_data[i]?.amount) * 100);
      expect([date, Math.abs(cents - Math.round(Number(usd) * 100)) <= 1]).toEqual([date, true]);
    }
  });

  test("pages through all records, oldest first, and they sum to the exact total", async () => {
    const amounts: string[] = [];
    const times: string[] = [];
    let cursor = "";
    do {
      const page: Data = await costs(ann, `${WHOLE}${cursor && `&cursor=${cursor}`}`);
      amounts.push(...page.records.map((record) => record.amount.toFixed(12)));
      times.push(...page.records.map((record) => record.recorded_at));
      cursor = page.next_cursor ?? "";
    } while (cursor !== "");
    expect(times).toEqual(times.toSorted());
    expect(roundTo(add(...amounts), 8)).toBe(expected.cost_exact_8dp);
  });

  test("takes two instants as [start, end), inside a quarter hour too", async () => {
    const whole = await costs(ann, "start_date=2024-05-01T00:00:00Z&end_date=2024-05-10T00:00:00Z&limit=1");
    const at = "2024-05-05T08:49:03.217Z";
    const before = await costs(ann, `start_date=2024-05-01T00:00:00Z&end_date=${at}&limit=1`);
    const after = await costs(ann, `start_date=${at}&end_date=2024-05-10T00:00:00Z&limit=1`);
    expect(before.record_count + after.record_count).toBe(whole.record_count);
    expect(Math.abs(Math.round((before.total_cost + after.total_cost - whole.total_cost) * 100))).toBeLessThanOrEqual(
      1,
    );
  });
});

const forged = (name: string, at: object) =>
  btoa(JSON.stringify([name, at]))
    .replaceAll("+", "-")
    .replaceAll("/", "_");

describe("GET /api/costs", () => {
  test("writes a number for every cost type, whatever its name", async () => {
    for (const costType of ["details", "metadata", "body", "credit"]) {
      const amount = costType === "credit" ? "-1.01" : "12.345";
      const sent = { costType, amount, idempotencyKey: costType };
      const answer = await http.send("POST", "/api/trpc/costs.record", {
        headers: { ...bob.headers, origin: ORIGIN, "content-type": "application/json" },
        body: sent,
      });
      expect(answer.status).toBe(200);
    }
    const { total_cost, cost_by_type } = await costs(bob, "");
    expect(total_cost).toBe(36.02);
    expect(Object.keys(cost_by_type).toSorted()).toEqual(["body", "credit", "details", "metadata"]);
    expect(sumOf(Object.values(cost_by_type))).toBe("36.02");
    expect(cost_by_type["credit"]).toBeLessThan(-1);
  });

  const id = "00000000-0000-0000-0000-000000000001";
  test.each([
    ["costs", JSON.stringify(["costs", {}]), { from: -9e13, to: 9e15, at: "2026-01-01T00:00:00Z", id }],
    ["jobs", JSON.stringify(["jobs", {}]), { at: "0000-01-01T00:00:00Z", id }],
    ["notifications", JSON.stringify(["notifications", { filter: "all" }]), { at: "0000-01-01T00:00:00Z", id }],
  ])("refuses a forged cursor of %s", async (noun, name, at) => {
    const answer = await http.send("GET", `/api/${noun}?cursor=${forged(name, at)}`, { headers: bob.headers });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field: "cursor" }] } });
  });

  test.each(["0002-01-01", "0001-01-01", "9999-12-31", "1899-12-31"])("refuses the date %s", async (date) => {
    const query = `start_date=${date}&end_date=${date}`;
    const answer = await http.send("GET", `/api/costs?${query}`, { headers: bob.headers });
    expect(answer.status).toBe(400);
  });

  test("takes an id in capitals for the same id", async () => {
    const headers = { ...bob.headers, origin: ORIGIN, "content-type": "application/json" };
    const made = await http.send("POST", "/api/jobs", { headers, body: {} });
    const job = (made.body["data"] as { id: string }).id;
    const event = { event_id: "1", type: "started" };
    for (const spelled of [job, job.toUpperCase()]) {
      expect((await http.send("POST", `/api/jobs/${spelled}/events`, { headers, body: event })).status).toBe(200);
    }
  });
});
