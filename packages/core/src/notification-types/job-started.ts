import { z } from "zod";
import { cost, notificationType } from "./spec";
import { burst, job, money, toJob } from "./subjects";

export const jobStarted = notificationType({
  payload: z.object({ ...job, gpu_type: z.string(), gpu_count: z.int(), per_hour: money }),
  priority: "medium",
  title: () => "Training Started",
  message: (p, w) => `${p.job_name} runs on ${p.gpu_count} × ${p.gpu_type} at ${cost(p.per_hour, w)} an hour.`,
  actionUrl: toJob,
  group: burst,
  channels: { inApp: true, desktop: false },
});
