import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { errorCode, projectRoot } from "@pipeline/db";
import { prices } from "@pipeline/db/schema";
import { sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createTestApi, type TestApi } from "../testing";
import { importPrices } from "./import";
import { readPriceChanges, type PriceChangeRow } from "./read-changes";
import { BEGINNING, seedPrices } from "./seed";

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-price-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const START = "2026-03-10T12:00:00.000Z";
let api: TestApi;
beforeEach(async () => {
  api = await createTestApi(START);
  api.clock.advance(1);
});

async function allOf(since?: string): Promise<PriceChangeRow[]> {
  const rows: PriceChangeRow[] = [];
  for await (const page of readPriceChanges(api.owner.db, since)) rows.push(...page);
  return rows;
}

/** Those of imports after the seed, which came a millisecond before; the catalogue has to be what all of them make of nothing. */
async function changes(): Promise<PriceChangeRow[]> {
  const made = (await allOf()).map((row): [string, object] => [row.priceId, nowOf(row)]);
  const there = (await api.owner.db.select().from(prices)).map((row): [string, object] => [row.id, row]);
  expect(new Map(made)).toEqual(new Map(there));
  return allOf(new Date(Date.parse(START) + 1).toISOString());
}

const nowOf = (row: PriceChangeRow) => ({
  id: row.priceId,
  unit: row.unit,
  provider: row.provider,
  region: row.region,
  purchaseOption: row.purchaseOption,
  gpuType: row.gpuType,
  aliases: row.aliasesAfter,
  price: row.priceAfter,
  validFrom: row.validFrom,
  validTo: row.validToAfter,
  source: row.sourceAfter,
});

const HEADER = "gpu_type,usd_per_gpu_hour,valid_from,valid_to,aliases,source,provider";

function fileOf(...lines: string[]): string {
  const file = path.join(folder, "spring.csv");
  writeFileSync(
    file,
    [HEADER, ...lines.map((line) => line.padEnd(line.length + 7 - line.split(",").length, ","))].join("\n"),
  );
  return file;
}

const imported = (file: string, replace = false) =>
  importPrices(api.owner.db, file, { replace, now: () => api.clock.now });

const sumOf = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("an import of prices", () => {
  test("writes down each price it adds, with its file and instant, under one id", async () => {
    const file = fileOf("B301,0.000000000001,,,,,nebius", "B300,4,2026-01-01,,B300-NVL;B 3,list");
    await imported(file);
    const rows = await changes();
    const common = { at: "2026-03-10T12:00:00.001Z", importId: rows[0]?.importId, change: "added", unit: "gpu_hour" };
    const origin = { file: "spring.csv", fileSha256: sumOf(file) };
    const nothing = { priceBefore: null, validToBefore: null, aliasesBefore: null, sourceBefore: null };
    expect(rows).toMatchObject([
      {
        ...common,
        ...origin,
        ...nothing,
        position: 0,
        gpuType: "B301",
        validFrom: BEGINNING,
        provider: "nebius",
        priceAfter: "0.000000000001",
        validToAfter: null,
        aliasesAfter: [],
        sourceAfter: "",
      },
      {
        ...common,
        ...origin,
        ...nothing,
        position: 1,
        gpuType: "B300",
        validFrom: "2026-01-01T00:00:00.000Z",
        priceAfter: "4",
        validToAfter: null,
        aliasesAfter: ["B300-NVL", "B 3"],
        sourceAfter: "list",
      },
    ]);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.importId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("writes down the end of the price that was there beside the one that follows, as another import", async () => {
    await imported(fileOf("B300,4,2026-01-01"));
    api.clock.advance(1);
    await imported(fileOf("B300,5,2026-06-01"));
    const rows = await changes();
    const end = "2026-06-01T00:00:00.000Z";
    expect(rows).toMatchObject([
      { change: "added", priceAfter: "4", validToAfter: null },
      { change: "ended", priceBefore: "4", priceAfter: "4", validToBefore: null, validToAfter: end, position: 0 },
      { change: "added", priceBefore: null, priceAfter: "5", validFrom: end, position: 1 },
    ]);
    const [first, second, third] = rows.map(({ importId }) => importId);
    expect([second === third, first === second]).toEqual([true, false]);
    expect(rows[1]?.priceId).toBe(rows[0]?.priceId);
  });

  test("writes down what a price was that is replaced, to the last digit", async () => {
    await imported(fileOf("B300,999999999,2026-01-01,2026-02-01", "B301,0.100000000001,,,B3"));
    api.clock.advance(1);
    const right = fileOf("B300,999999998.999999999999,2026-01-01,2026-03-01", "B301,0.1,,2026-05-01");
    await imported(right, true);
    expect((await changes()).slice(2)).toMatchObject([
      {
        change: "replaced",
        fileSha256: sumOf(right),
        gpuType: "B300",
        priceBefore: "999999999",
        priceAfter: "999999998.999999999999",
        validToBefore: "2026-02-01T00:00:00.000Z",
        validToAfter: "2026-03-01T00:00:00.000Z",
      },
      {
        change: "replaced",
        gpuType: "B301",
        priceBefore: "0.100000000001",
        priceAfter: "0.1",
        validToBefore: null,
        validToAfter: "2026-05-01T00:00:00.000Z",
        aliasesBefore: ["B3"],
        aliasesAfter: ["B3"],
      },
    ]);
  });

  test("writes down once what happens twice to a price, and an end that is moved as a replacement", async () => {
    await imported(fileOf("B300,4,2026-01-01", "B301,4,2026-01-01,2026-02-01"));
    api.clock.advance(1);
    await imported(fileOf("B300,4.5,2026-01-01", "B300,5,2026-06-01", "B301,4,2026-01-01,2026-03-01"), true);
    expect(
      (await changes())
        .slice(2)
        .map(({ change, priceBefore, priceAfter, validToAfter }) => [
          change,
          priceBefore,
          priceAfter,
          validToAfter?.slice(0, 7),
        ]),
    ).toEqual([
      ["replaced", "4", "4.5", "2026-06"],
      ["added", null, "5", undefined],
      ["replaced", "4", "4", "2026-03"],
    ]);
  });

  test("writes down another name or source of a price, which is no other amount", async () => {
    await imported(fileOf("B300,4,2026-01-01,,B3,list"));
    api.clock.advance(1);
    await imported(fileOf("B300,4,2026-01-01,,B3;B 300 NVL"));
    api.clock.advance(1);
    await imported(fileOf("B300,4,2026-01-01,,,invoice"));
    expect((await changes()).slice(1)).toMatchObject([
      { change: "described", aliasesBefore: ["B3"], aliasesAfter: ["B3", "B 300 NVL"], sourceAfter: "list" },
      { change: "described", priceBefore: "4", sourceBefore: "list", sourceAfter: "invoice" },
    ]);
  });

  test("writes nothing where nothing changes: a second time, or for the prices of the seed", async () => {
    await imported(fileOf("B300,4,2026-01-01", "B300,5,2026-06-01"));
    api.clock.advance(1);
    await imported(fileOf("B300,4,2026-01-01", "B300,5,2026-06-01"), true);
    await imported(path.join(projectRoot(), "data", "prices.csv"));
    expect(await changes()).toHaveLength(2);
    // What a file says and then takes back.
    await imported(fileOf("B302,1,,,,list"));
    await imported(fileOf("B302,1,,,,invoice", "B302,1,,,,list"));
    expect(await changes()).toHaveLength(3);
  });

  test.each([
    ["overlaps", ["B301,1", "B300,9,2026-01-15,2026-01-20"], "overlaps"],
    ["cannot be read", ["B301,1", "B300,nine"], "usd_per_gpu_hour"],
  ])("that %s is refused, and nothing is written down", async (_, lines, complaint) => {
    await imported(fileOf("B300,4,2026-01-01,2026-02-01"));
    await expect(imported(fileOf(...lines), true)).rejects.toThrow(complaint);
    expect(await changes()).toHaveLength(1);
  });

  test("is kept together with what is written down of it, or not at all", async () => {
    await imported(fileOf("B300,4,2026-01-01"));
    await api.admin.db.execute(sql`alter table price_changes add constraint none check (position < 1) not valid`);
    // The row of what is replaced could be written; that of what is added cannot.
    await expect(imported(fileOf("B300,9,2026-01-01", "B301,1"), true)).rejects.toThrow("price_changes");
    expect(await changes()).toHaveLength(1);
    expect(
      await api.owner.db
        .select()
        .from(prices)
        .where(sql`gpu_type in ('B300', 'B301')`),
    ).toMatchObject([{ price: "4" }]);
  });

  test("that is lost when it is to be kept leaves nothing written down", async () => {
    await api.admin
      .sql`create function lose() returns trigger language plpgsql as 'begin raise exception ''lost''; end'`;
    await api.admin.sql`create constraint trigger lose after insert on prices deferrable initially deferred
      for each row execute function lose()`;
    await expect(imported(fileOf("B300,4,2026-01-01"))).rejects.toThrow("lost");
    expect(await changes()).toEqual([]);
  });

  test("names a compressed file by its own bytes, and no folder", async () => {
    const file = path.join(folder, '=1+2, "summer".csv.gz');
    writeFileSync(file, gzipSync(`${HEADER}\nB300,4,,,,,\n`));
    await imported(file);
    expect(await changes()).toMatchObject([
      { file: '=1+2, "summer".csv.gz', fileSha256: sumOf(file), priceAfter: "4" },
    ]);
  });

  test("that has waited for another one is of a later instant", async () => {
    const waiting = () => api.admin.sql`select 1 from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and not l.granted and l.mode = 'ShareRowExclusiveLock'`;
    let late: Promise<unknown> = Promise.resolve();
    await api.admin.sql.begin(async (tx) => {
      await tx`lock table prices in share row exclusive mode`;
      late = imported(fileOf("B300,4,2026-01-01"));
      await expect.poll(waiting).toHaveLength(1);
      api.clock.advance(5000);
    });
    await late;
    expect(await changes()).toMatchObject([{ at: "2026-03-10T12:00:05.001Z" }]);
  });

  test("of more than a page is read page by page, in its order", async () => {
    await imported(fileOf(...Array.from({ length: 1001 }, (_, i) => `B${i}x,${i}.5,2026-01-01`)));
    api.clock.advance(1);
    await imported(fileOf("B0x,9,2026-02-01"));
    const pages: number[] = [];
    for await (const page of readPriceChanges(api.owner.db)) pages.push(page.length);
    expect(pages).toEqual([1000, 14]);
    const rows = await changes();
    expect(rows.slice(0, 1001).map(({ position }) => position)).toEqual(Array.from({ length: 1001 }, (_, i) => i));
    expect(rows.slice(1001).map(({ change }) => change)).toEqual(["ended", "added"]);
    expect(await allOf(new Date(api.clock.now).toISOString())).toEqual(rows.slice(1001));
  });
});

test("the prices of a fresh catalogue are written down once: those of the shipped file, and the one without a file", async () => {
  await seedPrices(api.owner.db);
  const rows = await allOf();
  expect(rows.map(({ change, at }) => [change, at])).toEqual(rows.map(() => ["added", START]));
  const shipped = { file: "prices.csv", fileSha256: sumOf(path.join(projectRoot(), "data", "prices.csv")) };
  expect(rows).toMatchObject([
    ...Array.from({ length: 10 }, () => ({ ...shipped, unit: "gpu_hour" })),
    { file: null, fileSha256: null, unit: "gb_month", priceAfter: "0.023" },
  ]);
});

/** What the database says of a statement; `done` when it does it. */
const code = (as: TestApi["app"], statement: string) =>
  as.sql.unsafe(statement).then(
    () => "done",
    (error: unknown) => errorCode(error),
  );

test("what was written down is the owner's to add to and read, and nobody's to change or remove", async () => {
  const changing = ["update price_changes set file = file", "delete from price_changes", "truncate price_changes"];
  const adding = "insert into price_changes select * from price_changes limit 0";
  const touching = ["select 1 from price_changes", adding];
  for (const as of [api.app, api.auth]) {
    for (const statement of [...changing, ...touching])
      expect([statement, await code(as, statement)]).toEqual([statement, "42501"]);
  }
  for (const statement of changing) expect([statement, await code(api.owner, statement)]).toEqual([statement, "42501"]);
  for (const statement of touching) expect([statement, await code(api.owner, statement)]).toEqual([statement, "done"]);
  expect(await allOf()).toHaveLength(11);
});
