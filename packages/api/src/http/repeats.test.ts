import { costRecords } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestHttp, type Answer, type Person, type TestHttp } from "./testing";

const KEYS = Number(process.env["REPEAT_KEYS"] ?? 20);
/** How often each request is sent at once: through as many API keys, each of which has a minute of its own. */
const SENDS = 20;

let http: TestHttp;
beforeAll(async () => {
  http = await createTestHttp();
});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const costOf = (n: number, more: object = {}) => ({
  costType: "work",
  amount: `${n}.000000000001`,
  details: { n },
  idempotencyKey: `key ${n}`,
  ...more,
});
const record = (headers: Record<string, string>, body: object) =>
  http.send("POST", "/api/trpc/costs.record", { headers, body });
const keysOf = ({ userId }: Person) => Promise.all(numbers(SENDS).map(() => http.key(userId, ["costs:write"])));
const rowsOf = ({ userId }: Person) => http.admin.db.select().from(costRecords).where(eq(costRecords.userId, userId));
const dataOf = ({ body }: Answer) => (body["result"] as { data: { id: string } }).data;

describe(`${KEYS} requests, each sent ${SENDS} times at once`, { timeout: 30_000 + 500 * KEYS }, () => {
  test("are one record each, with one answer; another body is refused, and another user's key is their own", async () => {
    const [ann, bob] = [await http.person(), await http.person()];
    const [mine, theirs] = [await keysOf(ann), await keysOf(bob)];
    const ids = new Set<string>();
    for (const n of numbers(KEYS)) {
      const answers = await Promise.all(mine.map((headers) => record(headers, costOf(n))));
      const [first] = answers;
      if (!first) throw new Error("No answer.");
      for (const answer of answers) expect([answer.status, answer.body]).toEqual([200, first.body]);
      ids.add(dataOf(first).id);

      const own = mine[n % SENDS] ?? {};
      for (const more of [{ amount: "77" }, { details: { n: "other" } }, { project: "p" }].slice(n % 3, (n % 3) + 1)) {
        const other = await record(own, costOf(n, more));
        expect([other.status, other.body]).toMatchObject([409, { error: { data: { code: "CONFLICT" } } }]);
        expect(JSON.stringify(other.body)).not.toContain(dataOf(first).id);
      }
      // Whether Bob says the same or something else under Ann's key: as if nobody had used it.
      const bobs = await record(theirs[n % SENDS] ?? {}, costOf(n, n % 2 === 0 ? {} : { amount: "5" }));
      expect(bobs.status).toBe(200);
      expect(ids.has(dataOf(bobs).id)).toBe(false);
    }
    const rows = await rowsOf(ann);
    expect(rows.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
    expect(rows.map(({ amount }) => amount).toSorted()).toEqual(
      numbers(KEYS)
        .map((n) => `${n}.000000000001`)
        .toSorted(),
    );
    expect(await rowsOf(bob)).toHaveLength(KEYS);
  });
});

test("a request that failed within is not remembered: its retry is done", async () => {
  const ann = await http.person();
  await http.admin.sql`revoke insert on lora_cost_records from pipeline_app`;
  const failed = await record(ann.headers, costOf(1));
  await http.admin.sql`grant insert on lora_cost_records to pipeline_app`;
  expect(failed.status).toBe(500);
  expect(await rowsOf(ann)).toEqual([]);
  // Neither what it was: it may well be put right before it is sent again.
  const retried = await record(ann.headers, costOf(1, { amount: "2" }));
  expect([retried.status, dataOf(retried)]).toMatchObject([200, { amount: "2" }]);
});

test("a job that was refused for want of room is asked for anew", async () => {
  const ann = await http.person();
  const budget = (body: object, verb: string) => http.send("POST", `/api/trpc/budgets.${verb}`, { ...ann, body });
  const made = await budget({ name: "Small", amount: "1", period: "month", blockNewJobs: true }, "create");
  const job = { gpuType: "any", gpuCount: 1, unitPrice: "5", estimatedHours: 1, idempotencyKey: "job" };
  const create = () => http.send("POST", "/api/trpc/jobs.create", { ...ann, body: job });
  expect((await create()).status).toBe(409);
  await budget({ id: dataOf(made).id, amount: "100" }, "update");
  const [first, again] = [await create(), await create()];
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(dataOf(again).id).toBe(dataOf(first).id);
});
