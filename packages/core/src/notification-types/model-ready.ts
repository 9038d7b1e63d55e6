import { z } from "zod";
import { notificationType } from "./spec";
import { burst, job, toJob } from "./subjects";

export const modelReady = notificationType({
  payload: z.object({ ...job, artifact_url: z.string().nullable(), size_bytes: z.int().nullable() }),
  priority: "medium",
  title: () => "Model Ready for Download",
  message: (p) => `The model of ${p.job_name} is ready.`,
  actionUrl: toJob,
  group: burst,
  channels: { inApp: true, desktop: true },
});
