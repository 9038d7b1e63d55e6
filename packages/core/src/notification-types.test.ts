import { describe, expect, test } from "vitest";
import { CHANNELS } from "./notification-channels";
import { isNotificationType, lookOf, NOTIFICATION_LOOKS } from "./notification-looks";
import { NOTIFICATION_CATALOGUE, NOTIFICATION_TYPES, type NotificationPayload } from "./notification-types";

const of = { job_id: "0195b0a5-7c39-7f6e-9d9b-0d7d5a3c0f11", job_name: "llama" };
const team = { budget_id: of.job_id, budget_name: "Team", amount: "100", spent: "80" };

/** A payload of each, and what is said of it. */
const SAYS: { [T in keyof typeof NOTIFICATION_CATALOGUE]: [NotificationPayload<T>, string, string, string] } = {
  job_queued: [
    { ...of, estimated_total_cost: "12.5" },
    "Training Job Queued",
    "llama is waiting to start. Estimated cost $12.50.",
    `/training/jobs/${of.job_id}`,
  ],
  job_started: [
    { ...of, gpu_type: "H100", gpu_count: 8, per_hour: "23.6" },
    "Training Started",
    "llama runs on 8 × H100 at $23.60 an hour.",
    `/training/jobs/${of.job_id}`,
  ],
  job_milestone: [
    { ...of, milestone: 50, cost: "6.2" },
    "Training 50% Complete",
    "llama passed 50%. Cost so far $6.20.",
    `/training/jobs/${of.job_id}`,
  ],
  job_completed: [
    { ...of, final_cost: "12.5" },
    "Training Completed",
    "llama completed. Final cost $12.50.",
    `/training/jobs/${of.job_id}`,
  ],
  job_failed: [
    { ...of, final_cost: "1", reason: "out of memory" },
    "Training Failed",
    "llama failed: out of memory. Cost to the end $1.00.",
    `/training/jobs/${of.job_id}`,
  ],
  job_canceled: [
    { ...of, final_cost: "1" },
    "Training Canceled",
    "llama was canceled. Final cost $1.00.",
    `/training/jobs/${of.job_id}`,
  ],
  model_ready: [
    { ...of, artifact_url: null, size_bytes: null },
    "Model Ready for Download",
    "The model of llama is ready.",
    `/training/jobs/${of.job_id}`,
  ],
  budget_threshold: [
    { ...team, threshold: 80, period: "March 2026" },
    "Budget 80% Used",
    "Team: $80.00 of $100.00 is spent, March 2026.",
    `/budgets#${of.job_id}`,
  ],
  budget_forecast: [
    { ...team, forecast: "140" },
    "Budget Will Be Exceeded",
    "Team: $140.00 is expected by the end of the period, the budget is $100.00.",
    `/budgets#${of.job_id}`,
  ],
  cost_anomaly: [
    { date: "2026-03-10", amount: "30", usual: "1" },
    "Unusual Cost",
    "2026-03-10 cost $30.00; a usual day costs $1.00.",
    "/costs?from=2026-03-10&to=2026-03-10",
  ],
};

test("the catalogue, the looks and the names are of the same types", () => {
  expect(Object.keys(NOTIFICATION_CATALOGUE).toSorted()).toEqual(NOTIFICATION_TYPES.toSorted());
  expect(Object.keys(NOTIFICATION_LOOKS)).toEqual(NOTIFICATION_TYPES);
});

describe.each(NOTIFICATION_TYPES)("%s", (type) => {
  const [payload, title, message, actionUrl] = SAYS[type];
  const { tell, priority, channels } = NOTIFICATION_CATALOGUE[type];

  test("has words, and a link into the application", () => {
    expect(tell(payload, { currency: "USD" })).toMatchObject({ title, message, actionUrl });
    expect(title.length).toBeLessThanOrEqual(200);
  });

  test("has a look and a label of its own", () => {
    const labels = NOTIFICATION_TYPES.filter((other) => lookOf(other).label === lookOf(type).label);
    expect(labels).toEqual([type]);
    expect(lookOf(type).icon).not.toBe("bell");
  });

  test("refuses a payload of another shape", () => {
    expect(() => tell({ ...payload, date: 1, job_id: 1, budget_id: 1 }, { currency: "USD" })).toThrow("Invalid input");
  });

  test("is told in the inbox by default, and on the desktop when it is urgent", () => {
    expect(Object.keys(channels)).toEqual(CHANNELS);
    expect(channels.inApp).toBe(true);
    const calls = ["model_ready", "job_completed"].includes(type);
    expect(channels.desktop).toBe(priority === "high" || calls);
  });
});

test("a failed job and a used budget cannot be switched off, and never end by themselves", () => {
  const mandatory = NOTIFICATION_TYPES.filter((type) => NOTIFICATION_CATALOGUE[type].mandatory);
  expect(mandatory).toEqual(["job_failed", "budget_threshold"]);
  expect(mandatory.map((type) => NOTIFICATION_CATALOGUE[type].lastsDays)).toEqual([undefined, undefined]);
});

test("a type that this page does not know yet has a look all the same", () => {
  for (const type of ["job_resumed", "constructor", "__proto__", ""]) {
    expect(isNotificationType(type)).toBe(false);
    expect(lookOf(type)).toEqual({ label: "Notification", icon: "bell", tone: "plain" });
  }
});
