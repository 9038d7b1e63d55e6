import { CursorInput, limit } from "@pipeline/core/cursor";
import { apportion } from "@pipeline/core/money";
import { TimeZone } from "@pipeline/core/time-zone-schema";
import { z } from "zod";
import { breakdownOf, seriesOf } from "../../costs/breakdown";
import type { Cell } from "../../costs/cut";
import { pageOfRecords } from "../../costs/records";
import { cutBuckets, sumUp } from "../../costs/summary";
import { reading } from "../../ctx";
import { costsRange, DateOrInstant } from "./costs-window";
import { jsonNumber } from "./json";
import { restRoute } from "./route";
import { toRestRecord } from "./shapes";

const CENTS = 2;

const CostsInput = z.strictObject({
  period: z.enum(["week", "month", "year"], "Must be week, month or year.").optional(),
  startDate: DateOrInstant.optional(),
  endDate: DateOrInstant.optional(),
  timeZone: TimeZone.optional(),
  cursor: CursorInput.optional(),
  limit: limit(1000, 1000),
});

export const costsRoute = restRoute({
  method: "GET",
  path: "/api/costs",
  scope: "costs:read",
  input: CostsInput,
  run: (ctx, { cursor, limit: size, ...asked }) =>
    reading(ctx, async (scope) => {
      const { range, accountZone } = await costsRange(scope, asked);
      const buckets = cutBuckets(range, "day");
      const [{ ledger, live }, page] = await Promise.all([
        sumUp(scope, { range, buckets, groupBy: "costType", accountZone }),
        pageOfRecords(scope, {
          bounds: async () => ({ from: range.from, to: range.ledgerTo }),
          filters: {},
          order: "oldest first",
          list: ["costs", asked],
          cursor,
          limit: size,
        }),
      ]);
      const cells = [...ledger, ...live];
      const { total, parts } = inCents(typesOf(cells));
      return {
        totalCost: jsonNumber(total),
        costByType: Object.fromEntries(parts.map(({ key, amount }) => [key, jsonNumber(amount)])),
        chartData: inCents(daysOf(cells, buckets)).parts.map(({ key, amount }) => ({
          date: key,
          amount: jsonNumber(amount),
        })),
        records: page.items.map(toRestRecord),
        recordCount: page.totalCount,
        nextCursor: page.nextCursor,
      };
    }),
});

type Part = { key: string; amount: string };

/** Parts in whole cents that sum to their total in whole cents. */
const inCents = (parts: readonly Part[]) => apportion(parts, CENTS);

function typesOf(cells: readonly Cell[]): Part[] {
  return breakdownOf(cells, new Map()).map(({ key, amount }) => ({ key, amount }));
}

/** The days that have costs, ascending. */
function daysOf(cells: readonly Cell[], buckets: Parameters<typeof seriesOf>[1]): Part[] {
  return seriesOf(cells, buckets)
    .filter(({ byKey }) => Object.keys(byKey).length > 0)
    .map(({ label, total }) => ({ key: label, amount: total }));
}
