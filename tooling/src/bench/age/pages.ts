import { randomUUID } from "node:crypto";
import type { AccountCtx } from "@pipeline/api/account/door";
import { exportCosts } from "@pipeline/api/costs/export/export";
import { rangeOf } from "@pipeline/api/costs/window";
import type { Ctx, Scope } from "@pipeline/api/ctx";
import type { App } from "@pipeline/api/http";
import {
  createJob,
  estimateErrors,
  estimateJob,
  forecastCosts,
  getAccount,
  getJob,
  listApiKeys,
  listAudit,
  listBudgets,
  listFiles,
  listJobs,
  listNotifications,
  listPrices,
  listRecords,
  notify,
  pollInbox,
  recordBatch,
  recordCost,
  reportEvent,
  summarizeCosts,
  summarizeWaste,
  verifyAccount,
} from "@pipeline/api/services";
import { GROUP_BYS } from "@pipeline/core/cost-words";
import { actFor } from "../support/callers";
import { END, NOW } from "./size";

/** Something that a page or a trainer asks for. */
export type Deed = {
  readonly name: string;
  /** True where more history is more to read by what is asked: a year, the month before, up to 1,000 latest jobs. */
  readonly wide?: boolean;
  readonly ask: () => Promise<unknown>;
};

const at = (ms: number) => new Date(ms).toISOString();

/** A context of one account at the instant at which the ledgers end. */
export function atTheEnd(app: App, userId: string): AccountCtx {
  return { ...actFor(app, userId), now: () => NOW, door: app.door };
}

/** What pages ask, which changes nothing. */
export async function readsOf(ctx: AccountCtx): Promise<Deed[]> {
  return [...costs(ctx), ...(await lists(ctx)), ...looks(ctx)];
}

function costs(ctx: Ctx): Deed[] {
  const month = { period: "month" } as const;
  const periods = ["today", "week", "month", "monthToDate", "lastMonth"] as const;
  return [
    ...periods.map((period) => ({
      name: `summary, ${period}`,
      wide: period === "lastMonth",
      ask: () => summarizeCosts(ctx, { period, groupBy: "costType" }),
    })),
    ...GROUP_BYS.filter((groupBy) => groupBy !== "costType").map((groupBy) => ({
      name: `summary, month by ${groupBy}`,
      ask: () => summarizeCosts(ctx, { ...month, groupBy }),
    })),
    {
      name: "summary, month in another zone",
      ask: () => summarizeCosts(ctx, { ...month, groupBy: "costType", timeZone: "Asia/Kathmandu" }),
    },
    { name: "summary, year", wide: true, ask: () => summarizeCosts(ctx, { period: "year", groupBy: "costType" }) },
    { name: "waste, month", ask: () => summarizeWaste(ctx, month) },
    { name: "forecast", ask: () => forecastCosts(ctx, month) },
    { name: "export, month", ask: () => drained(ctx) },
  ];
}

const thisMonth = (scope: Scope) => rangeOf(scope, { period: "monthToDate" });

function drained(ctx: Ctx): Promise<void> {
  return exportCosts(ctx, { format: "csv", filters: {}, range: thisMonth }, { open: () => {}, write: async () => {} });
}

async function lists(ctx: Ctx): Promise<Deed[]> {
  const window = { from: "2041-01-10", to: "2041-01-29", timeZone: "UTC" };
  const records = { ...window, limit: 50 };
  let page = await listRecords(ctx, records);
  for (let n = 0; n < 10 && page.nextCursor !== null; n += 1) {
    page = await listRecords(ctx, { ...records, limit: 200, cursor: page.nextCursor });
  }
  const late = page.nextCursor ?? undefined;
  const { items } = await listJobs(ctx, { limit: 2 });
  const id = items[0]?.id ?? "";
  const { version } = await listNotifications(ctx, { filter: "all", limit: 1 });
  return [
    { name: "records, first page", ask: () => listRecords(ctx, records) },
    { name: "records, late page", ask: () => listRecords(ctx, { ...records, cursor: late }) },
    { name: "records of a type", ask: () => listRecords(ctx, { ...records, costType: "egress" }) },
    { name: "records of a job", ask: () => listRecords(ctx, { ...records, jobId: id }) },
    { name: "jobs", ask: () => listJobs(ctx, { limit: 20 }) },
    { name: "jobs, completed", ask: () => listJobs(ctx, { limit: 20, status: "completed" }) },
    { name: "jobs, running", ask: () => listJobs(ctx, { limit: 20, status: "running" }) },
    { name: "jobs, paused", ask: () => listJobs(ctx, { limit: 20, status: "paused" }) },
    { name: "a job", ask: () => getJob(ctx, { id }) },
    { name: "files", ask: () => listFiles(ctx, { limit: 20 }) },
    { name: "files, kept", ask: () => listFiles(ctx, { limit: 20, kept: true }) },
    { name: "inbox", ask: () => listNotifications(ctx, { filter: "all", limit: 20 }) },
    { name: "inbox, unread", ask: () => listNotifications(ctx, { filter: "unread", limit: 20 }) },
    { name: "inbox, archived", ask: () => listNotifications(ctx, { filter: "archived", limit: 20 }) },
    { name: "poll, idle", ask: () => pollInbox(ctx, { since: version }) },
    { name: "poll, ten changes", ask: () => pollInbox(ctx, { since: Math.max(0, version - 10) }) },
    { name: "activity", ask: () => listAudit(ctx, { limit: 20 }) },
    { name: "prices", ask: () => listPrices(ctx, { limit: 100 }) },
  ];
}

function looks(ctx: AccountCtx): Deed[] {
  const plan = { gpuType: "H100", gpuCount: 8, estimatedHours: 2, unitPrice: "2.5" };
  return [
    { name: "budgets", ask: () => listBudgets(ctx) },
    { name: "estimate", wide: true, ask: () => estimateJob(ctx, plan) },
    { name: "estimate, never used", ask: () => estimateJob(ctx, { ...plan, gpuType: "B200" }) },
    { name: "estimate errors", wide: true, ask: () => estimateErrors(ctx) },
    { name: "account", ask: () => getAccount(ctx) },
    { name: "API keys", ask: () => listApiKeys(ctx) },
    { name: "check of all figures", wide: true, ask: () => verifyAccount(ctx) },
  ];
}

/** What trainers tell. */
export async function writesOf(ctx: Ctx): Promise<Deed[]> {
  const cost = () => ({ costType: "egress", amount: "0.01", recordedAt: at(END), idempotencyKey: randomUUID() });
  const repeated = cost();
  await recordCost(ctx, repeated);
  const job = { name: "new", gpuType: "H100", gpuCount: 8, unitPrice: "2.5", estimatedHours: 2 };
  const { id: jobId } = await createJob(ctx, job);
  await reportEvent(ctx, { jobId, eventId: "started", type: "started", at: at(NOW) });
  return [
    { name: "record a cost", ask: () => recordCost(ctx, cost()) },
    { name: "record a cost again", ask: () => recordCost(ctx, repeated) },
    { name: "record a hundred", ask: () => recordBatch(ctx, { items: Array.from({ length: 100 }, cost) }) },
    { name: "register a job", wide: true, ask: () => createJob(ctx, job) },
    {
      name: "report progress",
      ask: () => reportEvent(ctx, { jobId, eventId: randomUUID(), type: "progress", at: at(NOW), step: 1 }),
    },
    {
      name: "notify",
      ask: () =>
        notify(ctx, {
          type: "cost_anomaly",
          payload: { kind: "day", date: "2041-01-28", amount: "10", usual: "1", times: 10, samples: 20 },
          dedupeKey: randomUUID(),
        }),
    },
  ];
}
