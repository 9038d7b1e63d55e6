import type { DueCtx } from "@pipeline/api/due/actor";
import { checkDueDays } from "@pipeline/api/due/anomalies";
import { sweepAudit } from "@pipeline/api/due/audit";
import { nextCrossing, weighDue } from "@pipeline/api/due/budgets";
import { settleDueInboxes } from "@pipeline/api/due/inbox";
import { loseSilent } from "@pipeline/api/due/loss";
import { meterDue } from "@pipeline/api/due/meter";
import { sweepInboxes } from "@pipeline/api/due/retention";
import { storeDue } from "@pipeline/api/due/storage";
import type { App } from "@pipeline/api/http";
import { NOW } from "./size";
import type { Deed } from "./pages";

/** Rounds of due work that find nothing to do, as nearly all of them do. */
export function dueRounds(due: DueCtx): Deed[] {
  const rounds = { loseSilent, meterDue, storeDue, weighDue, settleDueInboxes, sweepInboxes, sweepAudit };
  return [
    ...Object.entries(rounds).map(([name, round]) => ({ name: `due: ${name}`, ask: () => round(due) })),
    { name: "due: nextCrossing", ask: () => nextCrossing(due.owner) },
  ];
}

/** The same, and the days of an account, which are due. */
export function dueDeeds({ database, env }: App, userId: string): Deed[] {
  const { owner } = database;
  const due = { owner: owner.db, now: () => NOW, currency: env.currency };
  return [
    ...dueRounds(due),
    {
      name: "due: checkDueDays",
      ask: async () => {
        await owner.sql`
          insert into day_checks (user_id, due_at) values (${userId}, to_timestamp(${NOW / 1000}::float8))
          on conflict (user_id) do update set due_at = excluded.due_at`;
        return checkDueDays(due);
      },
    },
  ];
}
