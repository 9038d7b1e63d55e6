import { z } from "zod";
import { cost, notificationType } from "./spec";
import { burst, job, money, toJob } from "./subjects";

export const jobCompleted = notificationType({
  payload: z.object({ ...job, final_cost: money }),
  priority: "medium",
  title: () => "Training Completed",
  message: (p, w) => `${p.job_name} completed. Final cost ${cost(p.final_cost, w)}.`,
  actionUrl: toJob,
  group: burst,
  channels: { inApp: true, desktop: true },
});
