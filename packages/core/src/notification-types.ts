import type { z } from "zod";
import type { NotificationType } from "./notification-looks";
import { budgetForecast } from "./notification-types/budget-forecast";
import { budgetThreshold } from "./notification-types/budget-threshold";
import { costAnomaly } from "./notification-types/cost-anomaly";
import { jobCanceled } from "./notification-types/job-canceled";
import { jobCompleted } from "./notification-types/job-completed";
import { jobFailed } from "./notification-types/job-failed";
import { jobMilestone } from "./notification-types/job-milestone";
import { jobQueued } from "./notification-types/job-queued";
import { jobStarted } from "./notification-types/job-started";
import { modelReady } from "./notification-types/model-ready";
import type { NotificationSpec } from "./notification-types/spec";

export { NOTIFICATION_TYPES, type NotificationType } from "./notification-looks";
export type { Group } from "./notification-types/spec";

/** Every kind of notification: its payload, its words, its weight, where it leads and where it is told. */
export const NOTIFICATION_CATALOGUE = {
  job_queued: jobQueued,
  job_started: jobStarted,
  job_milestone: jobMilestone,
  job_completed: jobCompleted,
  job_failed: jobFailed,
  job_canceled: jobCanceled,
  model_ready: modelReady,
  budget_threshold: budgetThreshold,
  budget_forecast: budgetForecast,
  cost_anomaly: costAnomaly,
} satisfies Record<NotificationType, NotificationSpec<z.ZodType>>;

/** The payload of one type. */
export type NotificationPayload<T extends NotificationType> = z.infer<(typeof NOTIFICATION_CATALOGUE)[T]["payload"]>;
