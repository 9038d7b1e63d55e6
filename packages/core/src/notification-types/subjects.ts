import { z } from "zod";
import type { Group } from "./spec";

export const money = z.string();

/** What every payload about a job says. */
export const job = { job_id: z.uuid(), job_name: z.string() };
export const toJob = ({ job_id }: { job_id: string }) => `/training/jobs/${job_id}`;

/** Many jobs come to the same within minutes: a sweep that starts, a machine that fails. */
export const burst = (): Group => "burst";

/** What every payload about a budget says. */
export const budget = {
  budget_id: z.uuid(),
  budget_name: z.string(),
  amount: money,
  spent: money,
  /** `March 2026`; notifications of old do not say it. */
  period: z.string().optional(),
};
export const toBudget = ({ budget_id }: { budget_id: string }) => `/budgets#${budget_id}`;
