import { createBudget } from "@pipeline/api/budgets/create";
import { setTimeZone } from "@pipeline/api/account/update";
import type { App } from "@pipeline/api/http";
import { actFor } from "../support/callers";

/** Callers at once; where it is not about one account, each of them has its own. */
export const AT_ONCE = 8;

/** Budgets as people have them; so large that none is used up. */
const BUDGETS = [
  { name: "Month", period: "month" },
  { name: "Project", period: "month", project: "support-bot" },
  { name: "Week", period: "week" },
] as const;
const TERMS = { amount: "100000000", thresholds: [50, 80, 100], forecastAlert: false, blockNewJobs: false };

/** Makes accounts with a time zone, and with budgets on demand. Answers their ids. */
export async function makeAccounts(app: App, count: number, { budgets = false } = {}): Promise<string[]> {
  const rows = await app.database.owner.sql<{ id: string }[]>`
    insert into users (id, name, email, email_verified, created_at, updated_at)
    select id, 'Bench', id || '@bench.test', true, now(), now()
    from (select gen_random_uuid() as id from generate_series(1, ${count})) as made
    returning id`;
  for (const { id } of rows) {
    const ctx = actFor(app, id);
    await setTimeZone(ctx, "Europe/Berlin");
    for (const budget of budgets ? BUDGETS : []) await createBudget(ctx, { ...TERMS, ...budget });
  }
  return rows.map(({ id }) => id);
}
