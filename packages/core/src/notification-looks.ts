/** How weighty a type looks; its title says the same in words. */
export type Tone = "plain" | "good" | "warn" | "bad";
/** The drawings there are; `packages/react/src/bell/type-icon.tsx` draws them. */
export type IconName =
  | "bell"
  | "clock"
  | "play"
  | "flag"
  | "check"
  | "cross"
  | "stop"
  | "download"
  | "gauge"
  | "trend"
  | "spike";

/** What menus call a type, and how it looks. */
export type Look = { label: string; icon: IconName; tone: Tone };

/** The types there are, in the order of menus. No schema is imported here: browsers read this file. */
export const NOTIFICATION_LOOKS = {
  job_queued: { label: "Job queued", icon: "clock", tone: "plain" },
  job_started: { label: "Job started", icon: "play", tone: "plain" },
  job_milestone: { label: "Job milestone", icon: "flag", tone: "plain" },
  job_completed: { label: "Job completed", icon: "check", tone: "good" },
  job_failed: { label: "Job failed", icon: "cross", tone: "bad" },
  job_canceled: { label: "Job canceled", icon: "stop", tone: "plain" },
  model_ready: { label: "Model ready", icon: "download", tone: "good" },
  budget_threshold: { label: "Budget threshold", icon: "gauge", tone: "warn" },
  budget_forecast: { label: "Budget forecast", icon: "trend", tone: "warn" },
  cost_anomaly: { label: "Unusual cost", icon: "spike", tone: "warn" },
} as const satisfies Record<string, Look>;

export type NotificationType = keyof typeof NOTIFICATION_LOOKS;

/** True for a type of the catalogue; a page may be older than what it is sent. */
export function isNotificationType(value: string): value is NotificationType {
  return Object.hasOwn(NOTIFICATION_LOOKS, value);
}

/** The names of all types, for columns, schemas and menus. */
export const NOTIFICATION_TYPES: readonly NotificationType[] =
  Object.keys(NOTIFICATION_LOOKS).filter(isNotificationType);

/** How a type looks; one that this page does not know yet looks like any notification. */
export function lookOf(type: string): Look {
  return isNotificationType(type) ? NOTIFICATION_LOOKS[type] : { label: "Notification", icon: "bell", tone: "plain" };
}
