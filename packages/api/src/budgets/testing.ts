import { randomUUID } from "node:crypto";
import { CreateBudget } from "@pipeline/core/budgets";
import type { ReportEvent } from "@pipeline/core/jobs";
import type { NotificationType } from "@pipeline/core/notification-types";
import type { z } from "zod";
import { recordCost } from "../costs/record";
import type { Ctx } from "../ctx";
import { createJob } from "../jobs/create";
import { reportEvent } from "../jobs/report";
import type { NotificationOf } from "../notifications/columns";
import { listNotifications } from "../notifications/list";
import { createBudget } from "./create";
import { listBudgets } from "./list";

/** A budget of 100 a month for everything, but for what is given. */
export function budgetOf(ctx: Ctx, input: Partial<z.input<typeof CreateBudget>> = {}) {
  return createBudget(ctx, CreateBudget.parse({ name: "Team", amount: "100", period: "month", ...input }));
}

/** How the first budget stands. */
export async function firstBudget(ctx: Ctx) {
  const [budget] = (await listBudgets(ctx)).items;
  if (!budget) throw new Error("No budget.");
  return budget;
}

/** Books an amount. */
export function spend(ctx: Ctx, amount: string, more: { recordedAt?: string; project?: string } = {}) {
  return recordCost(ctx, { costType: "misc", amount, idempotencyKey: randomUUID(), ...more });
}

/** A job at a price per GPU-hour, waiting. */
export function job(
  ctx: Ctx,
  unitPrice: string,
  more: { project?: string; gpuCount?: number; estimatedHours?: number } = {},
) {
  return createJob(ctx, { gpuType: "NVIDIA L40S", gpuCount: 1, unitPrice, ...more });
}

/** Tells of a job. */
export function tell(ctx: Ctx, jobId: string, type: ReportEvent["type"], at?: string) {
  return reportEvent(ctx, { jobId, type, eventId: randomUUID(), ...(at !== undefined && { at }) });
}

/** What the inbox says of a type, in the order it was told. */
export async function toldOf<T extends NotificationType>(ctx: Ctx, type: T) {
  const { items } = await listNotifications(ctx, { filter: "all", types: [type], limit: 100 });
  const told = items.filter((item): item is NotificationOf<T> => item.type === type);
  return told.sort((a, b) => a.version - b.version);
}

/** The thresholds that were told, in that order. */
export async function thresholdsTold(ctx: Ctx): Promise<unknown[]> {
  return (await toldOf(ctx, "budget_threshold")).map(({ metadata }) => metadata.threshold);
}
