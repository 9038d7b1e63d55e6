import { createTestHttp, type TestHttp } from "@pipeline/api/http/testing";
import { askedBy, nodesIn, type Node } from "@pipeline/api/testing-plans";
import { beforeAll, describe, expect, test } from "vitest";
import * as benchmark from "../src/bench/age";
import { dueRounds } from "../src/bench/age/due";
import { accountsOf, fill } from "../src/bench/age/fill";
import { readsOf, type Deed } from "../src/bench/age/pages";
import { type Class, NOW } from "../src/bench/age/size";
import { runBenchmark } from "./support/benchmark";

// Two months are 370 records of the first account, as pages compare a month with the one before; ten years are 22,000.
const CLASSES: Class[] = [
  { name: "heavy", accounts: 1, records: 22_000 },
  { name: "light", accounts: 2, records: 2_000 },
];
/** What a page holds at the most, and reads where a month alone has fewer. */
const PAGE = 60;

/** Ways that cost little only where tables are as small as here. */
const DEAR_WHEN_LARGE = ["enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin"];

type Side = { api: TestHttp; userId: string; deeds: Deed[] };

async function sideOf(isOld: boolean): Promise<Side> {
  const api = await createTestHttp(new Date(NOW).toISOString());
  await fill(api.admin, { classes: CLASSES, days: 62, isOld });
  const [heavy] = await accountsOf(api.owner.sql, CLASSES);
  const userId = heavy?.userId ?? "";
  const ctx = { ...api.as({ kind: "system", userId }), door: api.pipeline.door };
  const due = { owner: api.owner.db, now: () => NOW, currency: "USD" };
  // Keys are the door's, which has no history.
  const reads = (await readsOf(ctx)).filter(({ name }) => name !== "API keys");
  return { api, userId, deeds: [...reads, ...dueRounds(due)] };
}

/** Rows that are read of tables and indexes for a deed; by index wherever there is one, as in a database that is large. */
async function rowsReadBy({ api, userId }: Side, deed: Deed): Promise<number> {
  const connection = deed.name.startsWith("due: ") ? api.owner : api.app;
  const asked = new Map((await askedBy(connection, deed.ask)).map((one) => [JSON.stringify(one), one]));
  return connection.sql.begin(async (tx) => {
    await tx`select set_app_user(${userId})`;
    for (const way of DEAR_WHEN_LARGE) await tx.unsafe(`set local ${way} = off`);
    let rows = 0;
    for (const { text, parameters } of asked.values()) {
      if (!/^\s*(select|with)/iu.test(text)) continue;
      const plan = nodesIn(await tx.unsafe(`explain (analyze, format json) ${text}`, parameters as never[]));
      rows += plan.reduce((sum, node) => sum + rowsOf(node), 0);
    }
    return rows;
  });
}

function rowsOf(node: Node): number {
  if (!node["Node Type"].endsWith("Scan")) return 0;
  return ((node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0)) * (node["Actual Loops"] ?? 0);
}

describe("ten years of history", () => {
  let young: Side;
  let old: Side;
  beforeAll(async () => {
    [young, old] = [await sideOf(false), await sideOf(true)];
  }, 240_000);

  test("are no more rows to read for who looks at this month", async () => {
    const more: object[] = [];
    const read: Record<string, number> = {};
    for (const [i, deed] of old.deeds.entries()) {
      const twin = young.deeds[i];
      if (!twin) throw new Error(`A month alone has no ${deed.name}.`);
      const [few, many] = [await rowsReadBy(young, twin), await rowsReadBy(old, deed)];
      read[deed.name] = many;
      if (deed.wide !== true && many > 2 * few + PAGE) more.push({ asked: deed.name, few, many });
    }
    expect(more).toEqual([]);
    // What is to find more does: it is the ten years that are asked.
    expect(read["check of all figures"]).toBeGreaterThan(22_000);
    expect(read["summary, month"]).toBeGreaterThan(50);
  }, 120_000);
});

test("pnpm bench age asks all of two databases, and writes what it found", async () => {
  const small = ["--records=1000", "--rounds=1", "--round-ms=1"];
  const { output, written } = await runBenchmark(benchmark, small);
  expect(output).toContain("The heavy account");
  const { facts, tables } = written;
  expect(facts.records).toBe(1000);
  expect(tables.map(({ title }: { title: string }) => title)).toEqual([
    "The heavy account",
    "The middle account",
    "The light account",
    "What ten years take, in MB",
  ]);
  for (const { ratio } of tables[0].rows) expect(ratio).toBeGreaterThanOrEqual(0);
});
