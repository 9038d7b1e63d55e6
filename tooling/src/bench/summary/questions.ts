import assert from "node:assert/strict";
import type { App } from "@pipeline/api/http";
import { type CostSummary, summarizeCosts } from "@pipeline/api/costs/summary";
import { ledgerRange } from "@pipeline/api/costs/window";
import type { GroupBy } from "@pipeline/core/cost-words";
import { toInstant } from "@pipeline/core/instant";
import { toUnits } from "@pipeline/core/money";
import { previousRange, resolveWindow } from "@pipeline/core/period";
import { actFor } from "../support/callers";
import { bareRollups, type Figures, figuresOf, groupRecords, reduceRecords } from "./baselines";
import { type Account, NOW, ZONES } from "./fill";

const PERIODS = ["month", "year"] as const;
const VIEWS = ["own", "other"] as const;

/** A window of an account, looked at from a zone: [from, to), and the window before, which begins at `before`. */
export type Question = {
  readonly account: Account;
  readonly userId: string;
  readonly period: (typeof PERIODS)[number];
  readonly view: (typeof VIEWS)[number];
  readonly zone: string;
  readonly before: string;
  readonly from: string;
  readonly to: string;
};

/** Every window of an account from every zone. */
export function questionsOf(account: Account): Question[] {
  return PERIODS.flatMap((period) => VIEWS.map((view) => ask(account, period, view)));
}

function ask(account: Account, period: Question["period"], view: Question["view"]): Question {
  const zone = ZONES[view];
  const range = resolveWindow({ period }, { timeZone: zone, now: NOW });
  const before = toInstant(previousRange({ period }, range).from);
  const [from, to] = [toInstant(range.from), toInstant(ledgerRange(range, NOW).ledgerTo)];
  return { account, userId: account.userId, period, view, zone, before, from, to };
}

/** The verb, by type and local day; by something else at the granularity it chooses. */
export function summaryOf(app: App, { userId, period, view, zone }: Question, groupBy?: GroupBy): Promise<CostSummary> {
  const ctx = { ...actFor(app, userId), now: () => NOW };
  return summarizeCosts(ctx, {
    period,
    groupBy: groupBy ?? "costType",
    ...(groupBy === undefined && { granularity: "day" as const }),
    ...(view === "other" && { timeZone: zone }),
  });
}

/** Throws unless all ways answer the same: exactly, and as near as floats come. */
export async function checkAgreement(app: App, question: Question): Promise<void> {
  const summary = await summaryOf(app, question);
  const sums = await bareRollups(app, question);
  assert.deepEqual(sorted(seriesFigures(summary)), sorted(figuresOf(sums, question)));
  const before = sums.filter(({ bucket }) => bucket === null).reduce((sum, { amount }) => sum + toUnits(amount), 0n);
  assert.equal(toUnits(summary.previous.total), before);
  assert.equal(
    summary.recordCount,
    sums.filter(({ bucket }) => bucket !== null).reduce((sum, { count }) => sum + Number(count), 0),
  );
  assert.deepEqual(sorted(seriesFigures(summary)), sorted(figuresOf(await groupRecords(app, question), question)));
  const total = [...(await reduceRecords(app, question)).values()].reduce((sum, amount) => sum + amount, 0);
  assert.ok(Math.abs(total - Number(summary.total)) <= 1e-9 * total, `${total} instead of ${summary.total}`);
  for (const groupBy of ["job", "outcome"] as const) {
    assert.equal((await summaryOf(app, question, groupBy)).total, summary.total);
  }
}

function seriesFigures({ series }: CostSummary): Figures {
  return new Map(
    series.flatMap(({ label, byKey }) =>
      Object.entries(byKey).map(([type, amount]): [string, bigint] => [`${label} ${type}`, toUnits(amount)]),
    ),
  );
}

const sorted = (figures: Figures) => [...figures].sort(([a], [b]) => (a < b ? -1 : 1));
