import { z } from "zod";
import { cost, notificationType } from "./spec";
import { budget, toBudget } from "./subjects";

const inPeriod = (period: string | undefined) => (period === undefined ? "" : `, ${period}`);

export const budgetThreshold = notificationType({
  payload: z.object({ ...budget, threshold: z.int() }),
  priority: "high",
  title: (p) => `Budget ${p.threshold}% Used`,
  message: (p, w) => `${p.budget_name}: ${cost(p.spent, w)} of ${cost(p.amount, w)} is spent${inPeriod(p.period)}.`,
  actionUrl: toBudget,
  channels: { inApp: true, desktop: true },
  mandatory: true,
});
