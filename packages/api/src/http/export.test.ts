import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rowsOfCsv, sumOf } from "../costs/export/testing";
import { recordBatch } from "../costs/record-batch";
import { createExports } from "./exports";
import { createTestHttp, ORIGIN, type Person, type TestHttp } from "./testing";

let http: TestHttp;
let ann: Person;
beforeAll(async () => {
  http = await createTestHttp("2026-03-10T12:00:00.000Z");
});
beforeEach(async () => {
  ann = await http.person();
});

async function record(who: Person, count: number, over: object = {}, of = http): Promise<void> {
  const items = Array.from({ length: Math.min(count, 500) }, () => ({
    costType: "x",
    amount: "0.1",
    idempotencyKey: randomUUID(),
    recordedAt: "2026-03-09T10:00:00.000Z",
    ...over,
  }));
  await recordBatch(of.as({ kind: "system", userId: who.userId }), { items });
  if (count > 500) await record(who, count - 500, over, of);
}

/** More records than are written ahead of a reader. */
const many = (who: Person, of = http) => record(who, 2500, { details: { note: "x".repeat(300) } }, of);

/** What came of reading a body to its end. */
const readAll = (response: Response) =>
  response.text().then(
    () => "complete",
    (error: unknown) => String(error),
  );

/** The answer as it comes, its body still to be read. */
function ask(query: string, headers: Record<string, string> = ann.headers, of = http): Promise<Response> {
  return of.pipeline.handle(new Request(`${ORIGIN}/api/costs/export?${query}`, { headers }));
}

const count = async (query: string) => rowsOfCsv(await (await ask(`format=csv&${query}`)).text()).length;

const refused = async (query: string, headers?: Record<string, string>) => {
  const response = await ask(query, headers);
  const { details = [] }: { details?: { field: string }[] } = await response.json();
  return [response.status, ...details.map(({ field }) => field)];
};

/** Transactions of exports that are still open. */
async function openTransactions(of = http): Promise<number> {
  const rows = await of.admin.db.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and usename <> current_user`,
  );
  return rows[0]?.count ?? 0;
}

describe("GET /api/costs/export", () => {
  test.each([
    ["csv", "text/csv; charset=utf-8", "pipeline-costs-2026-02-08-to-2026-03-10.csv"],
    ["json", "application/json", "pipeline-costs-2026-02-08-to-2026-03-10.json"],
    ["focus-1.2", "text/csv; charset=utf-8", "pipeline-costs-2026-02-08-to-2026-03-10-focus-1.2.csv"],
    ["focus-1.4", "text/csv; charset=utf-8", "pipeline-costs-2026-02-08-to-2026-03-10-focus-1.4.csv"],
  ])("gives a file of type %s under a name that says what is in it", async (format, type, name) => {
    const response = await ask(`format=${format}`);
    const { status, headers } = response;
    expect(await response.text()).not.toBe("");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe(type);
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${name}"`);
    expect(headers.get("cache-control")).toBe("private, no-store");
    expect(headers.get("x-request-id")).not.toBeNull();
  });

  test.each(["period=week", "start_date=2026-03-09&end_date=2026-03-09&time_zone=Asia/Kolkata", ""])(
    "has the records and the total that GET /api/costs has: %s",
    async (window) => {
      await record(ann, 3);
      await record(ann, 2, { recordedAt: "2026-03-09T20:00:00.000Z" });
      await record(ann, 2, { recordedAt: "2026-02-20T20:00:00.000Z" });
      const rows = rowsOfCsv(await (await ask(`format=csv&${window}`)).text());
      const { body } = await http.send("GET", `/api/costs?${window}`, ann);
      const data = body["data"] as { total_cost: number; records: { id: string }[] };
      expect(rows.map(({ id }) => id)).toEqual(data.records.map(({ id }) => id));
      expect(Number(sumOf(rows, "amount"))).toBe(data.total_cost);
    },
  );

  test("takes the filters of a list of records", async () => {
    await record(ann, 2);
    await record(ann, 3, { costType: "y", project: "p" });
    expect(await count("cost_type=y")).toBe(3);
    expect(await count("project=p")).toBe(3);
    expect(await count("project=")).toBe(2);
    expect(await count(`job_id=${randomUUID()}`)).toBe(0);
  });

  test("refuses what it does not know, by name", async () => {
    expect(await refused("")).toEqual([400, "format"]);
    expect(await refused("format=xlsx")).toEqual([400, "format"]);
    expect(await refused("format=csv&format=csv")).toEqual([400, "format"]);
    expect(await refused("format=csv&limit=5")).toEqual([400, "limit"]);
    expect(await refused("format=csv&jobId=x")).toEqual([400, "jobId"]);
    expect(await refused("format=csv&job_id=x&cost_type=X")).toEqual([400, "cost_type", "job_id"]);
    expect(await refused("format=csv&start_date=2026-03-09")).toEqual([400, "end_date"]);
    expect(await refused("format=csv&period=decade")).toEqual([400, "period"]);
    expect(await refused("format=csv&time_zone=Mars")).toEqual([400, "time_zone"]);
  });

  test("is for the signed-in, and for keys that may read costs", async () => {
    expect(await refused("format=csv", {})).toEqual([401]);
    expect(await refused("format=csv", await http.key(ann.userId, ["costs:write"]))).toEqual([403]);
    const response = await ask("format=csv", await http.key(ann.userId, ["costs:read"]));
    expect([response.status, (await response.text()).length > 0]).toEqual([200, true]);
  });

  test("has nothing of anybody else", async () => {
    await record(ann, 3);
    const bob = await http.person();
    expect(rowsOfCsv(await (await ask("format=csv", bob.headers)).text())).toEqual([]);
  });

  test.each(["HEAD", "POST"])("takes no %s", async (method) => {
    const request = new Request(`${ORIGIN}/api/costs/export?format=csv`, { method, headers: ann.headers });
    expect((await http.pipeline.handle(request)).status).toBe(405);
  });
});

describe("a slow reader", () => {
  test("may have two exports open, and lets go of the database when it goes away", async () => {
    await many(ann);
    const [first, second] = [await ask("format=csv"), await ask("format=json")];
    const third = await ask("format=csv");
    expect([third.status, third.headers.get("retry-after")]).toEqual([429, "10"]);
    expect(await openTransactions()).toBe(2);
    await first.body?.cancel();
    await second.body?.cancel();
    await expect.poll(() => openTransactions()).toBe(0);
    expect(rowsOfCsv(await (await ask("format=csv")).text())).toHaveLength(2500);
  });

  test("and others like it cannot take all connections: the fifth is told to come later", async () => {
    const [bob, carl] = [await http.person(), await http.person()];
    for (const who of [ann, bob]) await many(who);
    const held = [ann, ann, bob, bob].map((who) => ask("format=csv", who.headers));
    const bodies = await Promise.all(held);
    const fifth = await ask("format=csv", carl.headers);
    expect([fifth.status, fifth.headers.get("retry-after")]).toEqual([503, "10"]);
    expect((await http.send("GET", "/api/costs", carl)).status).toBe(200);
    const [one, ...others] = bodies;
    expect(rowsOfCsv((await one?.text()) ?? "")).toHaveLength(2500);
    for (const { body } of others) await body?.cancel();
    await expect.poll(() => openTransactions()).toBe(0);
  });
});

describe("an export that fails half way", () => {
  test("breaks the connection, and what failed is in the log and not in the file", async () => {
    await many(ann);
    const response = await ask("format=csv");
    // Its only transaction is ended from outside, as a restart of the database would.
    await http.admin.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction' and usename <> current_user`,
    );
    expect(await readAll(response)).toBe("Error: The export broke off.");
    await expect.poll(() => http.logged.filter((line) => line.includes("An export broke off.")).length).toBe(1);
    await expect.poll(() => openTransactions()).toBe(0);
  });

  test("before the first record is an ordinary answer", async () => {
    const broken = await createTestHttp();
    const bob = await broken.person();
    await broken.admin.db.execute(sql`alter table lora_cost_records rename to gone`);
    const response = await ask("format=csv", bob.headers, broken);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: "Something went wrong on our side." });
  });
});

/** An application of its own with an export that waits for its reader. */
async function waiting(limits: Parameters<typeof createExports>[0]) {
  const own = await createTestHttp("2026-03-10T12:00:00.000Z", {}, { exports: createExports(limits) });
  const bob = await own.person();
  await many(bob, own);
  return { own, response: await ask("format=csv", bob.headers, own) };
}

test("an export that is not written in its time is broken off and lets go of the database", async () => {
  const { own, response } = await waiting({ limitMs: 0 });
  expect(await readAll(response)).toContain("late");
  await expect.poll(() => openTransactions(own)).toBe(0);
  expect(own.logged.some((line) => line.includes('"why":"late"'))).toBe(true);
});

describe("a stop", () => {
  test("waits for an export that is being read", async () => {
    const { own, response } = await waiting({ graceMs: 60_000 });
    const closed = own.pipeline.close();
    expect(rowsOfCsv(await response.text())).toHaveLength(2500);
    await closed;
  });

  test("breaks off one that nobody reads when its moment has passed", async () => {
    const { own, response } = await waiting({ graceMs: 0 });
    await own.pipeline.close();
    expect(await openTransactions(own)).toBe(0);
    expect(await readAll(response)).toContain("stopped");
  });
});
