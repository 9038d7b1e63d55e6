import { z } from "zod";
import { cost, notificationType } from "./spec";
import { budget, money, toBudget } from "./subjects";

export const budgetForecast = notificationType({
  payload: z.object({ ...budget, forecast: money }),
  priority: "medium",
  title: () => "Budget Will Be Exceeded",
  message: (p, w) =>
    `${p.budget_name}: ${cost(p.forecast, w)} is expected by the end of ${p.period ?? "the period"}, the budget is ${cost(p.amount, w)}.`,
  actionUrl: toBudget,
  channels: { inApp: true, desktop: false },
});
