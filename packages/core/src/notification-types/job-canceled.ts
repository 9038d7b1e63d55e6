import { z } from "zod";
import { cost, notificationType } from "./spec";
import { burst, job, money, toJob } from "./subjects";

export const jobCanceled = notificationType({
  payload: z.object({ ...job, final_cost: money }),
  priority: "medium",
  title: () => "Training Canceled",
  message: (p, w) => `${p.job_name} was canceled. Final cost ${cost(p.final_cost, w)}.`,
  actionUrl: toJob,
  group: burst,
  channels: { inApp: true, desktop: false },
});
