import { toInstant } from "@pipeline/core/instant";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { setTimeZone } from "../account/update";
import { reading, writing, type Ctx } from "../ctx";
import { createTestApi } from "../testing";
import { countRecords } from "./count-records";
import { append, callerKey } from "./ledger";
import type { Filters } from "./record-query";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-25T00:00:00Z");
/** Always the same, and all over the place. */
const scattered = (n: number, below: number) => (n * 7_919 + ((n * n) % 1_013) * 104_729) % below;

const api = await createTestApi("2026-04-10T12:00:00.000Z");

async function ledger(timeZone: string, start = START): Promise<Ctx> {
  const ctx = await api.user({ timeZone });
  await writing(ctx, (scope) =>
    append(
      scope,
      Array.from({ length: 600 }, (_, n) => ({
        key: callerKey(`${n}`),
        costType: n % 3 === 0 ? "storage" : "compute",
        amount: "1",
        recordedAt: start + (n % 10 === 0 ? Math.floor(n / 10) * 6 * HOUR : scattered(n, 14 * 24 * HOUR)),
        project: n % 4 === 0 ? null : `p${n % 4}`,
      })),
    ),
  );
  return ctx;
}

/** In ms from the start of a ledger. */
const WINDOWS: [from: number, to: number][] = [
  [0, 15 * 24 * HOUR],
  [-HOUR, 0],
  [1, 2],
  [7 * 60_000, 11 * 60_000],
  [7 * 60_000, 16 * 60_000],
  [18.5 * HOUR, 42.5 * HOUR],
  ...Array.from({ length: 40 }, (_, n): [number, number] => {
    const from = scattered(n + 3, 12 * 24 * HOUR);
    return [from, from + scattered(n + 11, 5 * 24 * HOUR)];
  }),
];
const FILTERS: Filters[] = [
  {},
  { costType: "storage" },
  { project: "p1" },
  { project: "" },
  { costType: "compute", project: "p3" },
];

// A summer time that begins, one of half an hour that ends, an offset of 45 minutes; days that began within a quarter hour.
test.each([
  ["UTC", START],
  ["Europe/Berlin", START],
  ["Australia/Lord_Howe", START],
  ["Asia/Kathmandu", START],
  ["Pacific/Kiritimati", Date.parse("1979-09-23T00:00:00Z")],
])(
  "what roll-ups count is what the ledger holds, in any window and filter, with days of %s",
  async (timeZone, start) => {
    const ctx = await ledger(timeZone, start);
    for (const [after, before] of WINDOWS) {
      const [from, to] = [start + after, start + before];
      for (const filters of FILTERS) {
        const { costType, project } = filters;
        const [row] = await api.admin.db.execute<{ count: number }>(sql`
        select count(*)::int as count from lora_cost_records
        where user_id = ${ctx.actor.userId} and recorded_at >= ${toInstant(from)} and recorded_at < ${toInstant(to)}
          and cost_type = coalesce(${costType ?? null}, cost_type)
          and coalesce(project, '') = coalesce(${project ?? null}, project, '')`);
        const counted = await reading(ctx, (scope) => countRecords(scope, { from, to }, filters));
        expect([from, to, filters, counted]).toEqual([from, to, filters, row?.count]);
      }
    }
  },
);

test("it stays so when the account moves to another zone", async () => {
  const ctx = await ledger("America/New_York");
  const window = { from: START + 5 * HOUR, to: START + 77 * HOUR };
  const before = await reading(ctx, (scope) => countRecords(scope, window, {}));
  expect(before).toBeGreaterThan(50);
  await setTimeZone(ctx, "Asia/Kolkata");
  expect(await reading(ctx, (scope) => countRecords(scope, window, {}))).toBe(before);
});
