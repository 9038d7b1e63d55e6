import { installationFact, rememberFact, type Db } from "@pipeline/db";
import { setTimeZone } from "../account/update";
import type { Auth } from "../auth/auth";
import { weighBudgets } from "../budgets/weigh";
import { inside, writing, type Ctx, type Scope } from "../ctx";
import { importJobs } from "../jobs/import";
import { archive } from "../notifications/change";
import { markAllRead } from "../notifications/mark-all-read";
import { demoAccount } from "./account";
import { unusualDays } from "./anomaly";
import { exampleBudget } from "./budget";
import { tellHappening, type Happening } from "./happening";
import { canceledExample, jobHappenings } from "./jobs";
import { demoTrace } from "./trace";

export type DemoSettings = {
  /** The owner's connection: it also writes down that the demo is there. */
  readonly owner: Db;
  readonly auth: Auth;
  readonly authDb: Db;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly currency: string;
};

const UNREAD = 12;
const ARCHIVED = 6;
const CANCELED_BEFORE_MS = 90 * 60_000;

/** Loads the demo account with its jobs and notifications, all of it or nothing. A second time nothing happens. */
export async function loadDemo(settings: DemoSettings): Promise<{ userId: string; loaded: boolean }> {
  const { owner, auth, authDb, now, currency } = settings;
  const userId = await demoAccount(auth, authDb);
  const ctx: Ctx = { db: owner, actor: { kind: "system", userId }, now, currency };
  const fact = `demo:${userId}`;
  if ((await installationFact(owner, fact)) !== undefined) return { userId, loaded: false };
  const trace = await demoTrace(now());
  const loaded = await writing(ctx, async (scope) => {
    // A process that starts at the same time waits here, and then has nothing to do.
    if (!(await rememberFact(scope.tx, fact, "loaded"))) return false;
    const within = inside(ctx, scope.tx);
    await setTimeZone(within, "UTC");
    await importJobs(within, trace);
    await fillInbox(within, scope, Math.max(...trace.map((job) => job.endedAt ?? 0)));
    return true;
  });
  return { userId, loaded };
}

async function fillInbox(ctx: Ctx, scope: Scope, until: number): Promise<void> {
  await canceledExample(ctx, until - CANCELED_BEFORE_MS);
  const happenings: Happening[] = [
    ...(await jobHappenings(scope)),
    ...(await exampleBudget(scope, until)),
    ...(await unusualDays(scope, until)),
  ];
  const told: { id: string; version: number }[] = [];
  for (const happening of happenings.sort((a, b) => a.at - b.at)) told.push(await tellHappening(ctx, happening));
  const then = { ...ctx, now: () => until };
  await markAllRead(then, { upTo: told.at(-UNREAD - 1)?.version ?? 0 });
  for (const { id } of told.slice(0, ARCHIVED)) await archive(then, { id });
  // What was told of the budget is written down as told.
  await weighBudgets(then, { ...scope, now: until - 1 }, { forecasts: true });
}
