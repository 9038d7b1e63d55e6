import { z } from "zod";
import { formatMoney } from "./money-format";

const money = z.string();
const job = { job_id: z.uuid(), job_name: z.string() };
const budget = {
  budget_id: z.uuid(),
  budget_name: z.string(),
  amount: money,
  spent: money,
  /** `March 2026`; notifications of old do not say it. */
  period: z.string().optional(),
};

type Words = { currency: string };
type TypeSpec<P extends z.ZodType> = {
  /** Shape of `metadata`. */
  payload: P;
  priority: "low" | "medium" | "high";
  title: (payload: z.infer<P>) => string;
  message: (payload: z.infer<P>, words: Words) => string;
  actionUrl: (payload: z.infer<P>) => string;
};

const spec = <P extends z.ZodType>(entry: TypeSpec<P>): TypeSpec<P> => entry;
const toJob = (payload: { job_id: string }) => `/training/jobs/${payload.job_id}`;
const toBudget = (payload: { budget_id: string }) => `/budgets#${payload.budget_id}`;
const inPeriod = ({ period }: { period?: string | undefined }) => (period === undefined ? "" : `, ${period}`);
const cost = (amount: string, { currency }: Words) => formatMoney(amount, { currency });

const anomaly = z.object({
  date: z.iso.date(),
  amount: money,
  /** The median of what it is compared with. */
  usual: money,
  job_id: z.uuid().optional(),
  job_name: z.string().optional(),
  kind: z.enum(["day", "job"]).optional(),
  /** How many times the usual. */
  times: z.number().optional(),
  /** How many days or jobs say what is usual. */
  samples: z.int().optional(),
  /** Of a job: the GPU type that those it is compared with share. */
  gpu_type: z.string().optional(),
  /** The job runs still. */
  running: z.boolean().optional(),
  /** Of a day: what cost most of it. */
  largest_job_name: z.string().optional(),
  largest_job_amount: money.optional(),
});

const TIMES = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const timesWords = (times: number | undefined) =>
  times === undefined ? "" : `, ${TIMES.format(times)} times the usual`;

// Says what, against what, and for a day also by whom.
function unusualWords(p: z.infer<typeof anomaly>, w: Words): string {
  if (p.kind === "job") {
    const which = p.gpu_type === undefined ? "jobs" : `jobs on ${p.gpu_type}`;
    const what = `${p.job_name ?? "A job"} ${p.running ? "has cost" : "cost"} ${cost(p.amount, w)}`;
    return `${what}${p.running ? " so far" : ""}${timesWords(p.times)}: half of the last ${p.samples ?? ""} ${which} cost ${cost(p.usual, w)} or less.`;
  }
  const day = `${p.date} cost ${cost(p.amount, w)}${timesWords(p.times)}; a usual day costs ${cost(p.usual, w)}`;
  const known = p.samples === undefined ? "" : ` (the median of ${p.samples} days)`;
  if (p.largest_job_name === undefined || p.largest_job_amount === undefined) return `${day}${known}.`;
  return `${day}${known}. The most went to ${p.largest_job_name}: ${cost(p.largest_job_amount, w)}.`;
}

/** Every kind of notification: its payload, its words, its weight, where it leads. */
export const NOTIFICATION_CATALOGUE = {
  job_queued: spec({
    payload: z.object({ ...job, estimated_total_cost: money.nullable() }),
    priority: "low",
    title: () => "Training Job Queued",
    message: (p, w) =>
      p.estimated_total_cost === null
        ? `${p.job_name} is waiting to start.`
        : `${p.job_name} is waiting to start. Estimated cost ${cost(p.estimated_total_cost, w)}.`,
    actionUrl: toJob,
  }),
  job_started: spec({
    payload: z.object({ ...job, gpu_type: z.string(), gpu_count: z.int(), per_hour: money }),
    priority: "medium",
    title: () => "Training Started",
    message: (p, w) => `${p.job_name} runs on ${p.gpu_count} × ${p.gpu_type} at ${cost(p.per_hour, w)} an hour.`,
    actionUrl: toJob,
  }),
  job_milestone: spec({
    payload: z.object({ ...job, milestone: z.int(), cost: money }),
    priority: "low",
    title: (p) => `Training ${p.milestone}% Complete`,
    message: (p, w) => `${p.job_name} passed ${p.milestone}%. Cost so far ${cost(p.cost, w)}.`,
    actionUrl: toJob,
  }),
  job_completed: spec({
    payload: z.object({ ...job, final_cost: money }),
    priority: "medium",
    title: () => "Training Completed",
    message: (p, w) => `${p.job_name} completed. Final cost ${cost(p.final_cost, w)}.`,
    actionUrl: toJob,
  }),
  job_failed: spec({
    payload: z.object({ ...job, final_cost: money, reason: z.string() }),
    priority: "high",
    title: () => "Training Failed",
    message: (p, w) => `${p.job_name} failed: ${p.reason}. Cost to the end ${cost(p.final_cost, w)}.`,
    actionUrl: toJob,
  }),
  job_canceled: spec({
    payload: z.object({ ...job, final_cost: money }),
    priority: "medium",
    title: () => "Training Canceled",
    message: (p, w) => `${p.job_name} was canceled. Final cost ${cost(p.final_cost, w)}.`,
    actionUrl: toJob,
  }),
  model_ready: spec({
    payload: z.object({ ...job, artifact_url: z.string().nullable(), size_bytes: z.int().nullable() }),
    priority: "medium",
    title: () => "Model Ready for Download",
    message: (p) => `The model of ${p.job_name} is ready.`,
    actionUrl: toJob,
  }),
  budget_threshold: spec({
    payload: z.object({ ...budget, threshold: z.int() }),
    priority: "high",
    title: (p) => `Budget ${p.threshold}% Used`,
    message: (p, w) => `${p.budget_name}: ${cost(p.spent, w)} of ${cost(p.amount, w)} is spent${inPeriod(p)}.`,
    actionUrl: toBudget,
  }),
  budget_forecast: spec({
    payload: z.object({ ...budget, forecast: money }),
    priority: "medium",
    title: () => "Budget Will Be Exceeded",
    message: (p, w) =>
      `${p.budget_name}: ${cost(p.forecast, w)} is expected by the end of ${p.period ?? "the period"}, the budget is ${cost(p.amount, w)}.`,
    actionUrl: toBudget,
  }),
  cost_anomaly: spec({
    payload: anomaly,
    priority: "high",
    title: () => "Unusual Cost",
    message: unusualWords,
    actionUrl: (p) => (p.job_id === undefined ? `/costs?from=${p.date}&to=${p.date}` : `/training/jobs/${p.job_id}`),
  }),
} as const;

export type NotificationType = keyof typeof NOTIFICATION_CATALOGUE;
/** The payload of one type. */
export type NotificationPayload<T extends NotificationType> = z.infer<(typeof NOTIFICATION_CATALOGUE)[T]["payload"]>;

/** The words of the catalogue, for columns, filters and menus. */
export const NOTIFICATION_TYPES = [
  "job_queued",
  "job_started",
  "job_milestone",
  "job_completed",
  "job_failed",
  "job_canceled",
  "model_ready",
  "budget_threshold",
  "budget_forecast",
  "cost_anomaly",
] as const satisfies readonly NotificationType[];
