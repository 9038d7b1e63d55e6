import { z } from "zod";
import { cost, notificationType } from "./spec";
import { job, money, toJob } from "./subjects";

export const jobMilestone = notificationType({
  payload: z.object({ ...job, milestone: z.int(), cost: money }),
  priority: "low",
  title: (p) => `Training ${p.milestone}% Complete`,
  message: (p, w) => `${p.job_name} passed ${p.milestone}%. Cost so far ${cost(p.cost, w)}.`,
  actionUrl: toJob,
  group: (p) => ({ key: `job:${p.job_id}:milestones` }),
  lastsDays: 30,
  channels: { inApp: true, desktop: false },
});
