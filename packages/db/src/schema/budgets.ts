import { BUDGET_PERIODS } from "@pipeline/core/budget-words";
import { sql } from "drizzle-orm";
import { boolean, check, foreignKey, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { id, instant, money, moneySum, userId } from "./columns";
import { oneOf } from "./one-of";
import { users } from "./users";

export const budgets = pgTable(
  "budgets",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    id: id(),
    name: text().notNull(),
    amount: money().notNull(),
    period: text({ enum: BUDGET_PERIODS }).notNull(),
    /** null: everything the user spends. */
    project: text(),
    /** Percent, ascending. */
    thresholds: integer().array().notNull(),
    forecastAlert: boolean().notNull().default(false),
    blockNewJobs: boolean().notNull().default(false),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    check("budgets_period", oneOf(t.period, BUDGET_PERIODS)),
    check("budgets_amount", sql`${t.amount} > 0 AND ${t.amount} <> 'NaN'`),
  ],
);

/** One row a budget and period: zone and bounds pinned, nothing is ever reset. */
export const budgetPeriods = pgTable(
  "budget_periods",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    budgetId: uuid().notNull(),
    periodStart: instant().notNull(),
    periodEnd: instant().notNull(),
    timeZone: text().notNull(),
    /** The budget's as long as the period lasts; then they stay what they were. */
    amount: money().notNull(),
    /** Percent, ascending. */
    thresholds: integer().array().notNull(),
    /** Sum of the records in the budget's scope; what is live comes on top. */
    spent: moneySum().notNull().default("0"),
    /** Thresholds in percent that have fired. */
    fired: integer().array().notNull().default([]),
    forecastFiredAt: instant(),
    /** When running jobs alone will carry it over the next threshold, or the period ends under them; null: nothing to wait for. */
    nextDueAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.budgetId, t.periodStart] }),
    foreignKey({
      name: "budget_periods_budget_fk",
      columns: [t.userId, t.budgetId],
      foreignColumns: [budgets.userId, budgets.id],
    }).onDelete("cascade"),
    check("budget_periods_bounds", sql`${t.periodEnd} > ${t.periodStart}`),
    // The periods of today and those that late usage reaches, among all there ever were.
    index("budget_periods_end_idx").on(t.userId, t.periodEnd),
    // Due work: the next crossing, across users.
    index("budget_periods_next_due_idx")
      .on(t.nextDueAt)
      .where(sql`next_due_at IS NOT NULL`),
  ],
);
