import { z } from "zod";
import { cost, notificationType } from "./spec";
import { burst, job, money, toJob } from "./subjects";

export const jobFailed = notificationType({
  payload: z.object({ ...job, final_cost: money, reason: z.string() }),
  priority: "high",
  title: () => "Training Failed",
  message: (p, w) => `${p.job_name} failed: ${p.reason}. Cost to the end ${cost(p.final_cost, w)}.`,
  actionUrl: toJob,
  group: burst,
  channels: { inApp: true, desktop: true },
  mandatory: true,
});
