import assert from "node:assert/strict";
import type { DueCtx } from "@pipeline/api/due/actor";
import { meterDue } from "@pipeline/api/due/meter";
import type { App } from "@pipeline/api/http";
import { verifyUser } from "@pipeline/api/verify/verify";
import { QUARTER_MS } from "@pipeline/core/period";
import type { Table } from "../support/report";
import { type Case, inTurns, type Measured, timesAsFast } from "../support/run";
import type { Running } from "./fill";
import { closeInOneStatement } from "./one-statement";

const GOAL = 2;

type Closings = {
  readonly tables: readonly Table[];
  readonly measured: readonly Measured[];
  /** The same of both, or it throws. */
  readonly written: Written;
  readonly notes: readonly string[];
};

/** Closes one quarter hour after the other, ours and the twins' in turns, and checks that both come to the same. */
export async function measureClosings(app: App, running: Running, rounds: number): Promise<Closings> {
  const { owner } = app.database;
  const due: DueCtx = { owner: owner.db, now: () => running.now, currency: app.env.currency, onTouch: app.onTouch };
  const ours = closing("due work", async () => {
    while ((await meterDue(due)) > 0);
  });
  const one = closing("one statement", () => closeInOneStatement(owner, running.twins, running.now));
  const cases = [{ ...ours, before: () => passQuarter(app, running) }, one];
  const measured = await inTurns(cases, { rounds, roundMs: 1, warmUpMs: 1 });
  const written = await writtenBy(app, running.ours);
  assert.deepEqual(written, await writtenBy(app, running.twins));
  for (const userId of running.ours) assert.equal(await verifyUser(owner.db, userId, () => running.now), undefined);
  const jobs = running.ours.length * running.perUser;
  return {
    measured,
    written,
    tables: [
      { title: `Closing a quarter hour of ${jobs.toLocaleString("en")} running jobs`, rows: rowsOf(measured, jobs) },
    ],
    notes: [
      "due work: the owner's connections, a transaction a user, with the budgets weighed, anomalies watched and the inbox raised; until nothing is behind",
      "one statement: INSERT … SELECT with the same rows for the other users, into the same tables with their indexes and keys; the amounts by SQL; no lock, no look at budgets or anomalies",
      "in turns: each closes a quarter hour, then the clock moves on; heartbeats come between and are not measured",
      "afterwards both had written the same rows to the last digit, and nothing that verify recomputes differs",
    ],
  };
}

/** A case of one call a round. */
function closing(name: string, close: () => Promise<void>): Case {
  return {
    name,
    async round() {
      const began = performance.now();
      await close();
      return [performance.now() - began];
    },
  };
}

/**
 * Moves the clock to the end of the next quarter hour; all jobs have been heard of. Those of the twins seem to have no
 * later events, so that the due work leaves them to the one statement.
 */
async function passQuarter({ database }: App, running: Running): Promise<void> {
  running.now += QUARTER_MS;
  const now = new Date(running.now).toISOString();
  await database.owner.sql`
    update lora_training_jobs
    set
      last_seen_at = ${now},
      last_event_at = case when user_id = any(${[...running.ours]}::uuid[]) then ${now} else last_event_at end
    where status = 'running'`;
}

type Written = Readonly<Record<string, string>>;

/** How many rows these users have in what closing writes, and what they sum to. */
async function writtenBy({ database }: App, userIds: readonly string[]): Promise<Written> {
  const { sql } = database.owner;
  const own = sql`user_id = any(${[...userIds]}::uuid[])`;
  const [found] = await sql<[Written]>`
    select
      (select count(*) || ' = ' || sum(amount) || ', ' || sum(quantity) from lora_cost_records where ${own}) as records,
      (select count(*) || ' = ' || sum(amount) from cost_rollups where ${own}) as rollups,
      (select count(*) || ' = ' || sum(amount) from job_rollups where ${own}) as "job days",
      (select sum(current_cost)::text from lora_training_jobs where ${own}) as jobs,
      (select min(metered_until) || ' ' || max(metered_until) from lora_training_jobs where ${own}) as until,
      (select count(*) || ' = ' || coalesce(sum(spent), 0) from budget_periods where ${own}) as budgets,
      (select count(*)::text from inbox_state where ${own} and version > 0) as inboxes,
      (select count(*)::text from day_checks where ${own}) as "days to look at"`;
  return found;
}

function rowsOf(measured: readonly Measured[], jobs: number) {
  const [ours, one] = measured;
  return measured.map((each) => {
    const ratio = ours && one && each === ours ? 1 / timesAsFast(ours, one) : undefined;
    return {
      what: each.name,
      "p50 ms": each.p50,
      "slowest ms": each.p99,
      "jobs a second": (jobs * 1000) / each.p50,
      "CPU ms here": each.cpuMs,
      "times the statement": ratio,
      goal: ratio === undefined ? undefined : `≤ ${GOAL}: ${ratio <= GOAL ? "met" : "missed"}`,
    };
  });
}
