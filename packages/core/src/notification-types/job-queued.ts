import { z } from "zod";
import { cost, notificationType } from "./spec";
import { burst, job, money, toJob } from "./subjects";

export const jobQueued = notificationType({
  payload: z.object({ ...job, estimated_total_cost: money.nullable() }),
  priority: "low",
  title: () => "Training Job Queued",
  message: (p, w) =>
    p.estimated_total_cost === null
      ? `${p.job_name} is waiting to start.`
      : `${p.job_name} is waiting to start. Estimated cost ${cost(p.estimated_total_cost, w)}.`,
  actionUrl: toJob,
  group: burst,
  lastsDays: 7,
  channels: { inApp: true, desktop: false },
});
