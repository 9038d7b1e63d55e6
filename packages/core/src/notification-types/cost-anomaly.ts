import { z } from "zod";
import { cost, notificationType, type Words } from "./spec";
import { money, toJob } from "./subjects";

const payload = z.object({
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
function unusualWords(p: z.infer<typeof payload>, w: Words): string {
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

export const costAnomaly = notificationType({
  payload,
  priority: "high",
  title: () => "Unusual Cost",
  message: unusualWords,
  actionUrl: ({ date, job_id }) => (job_id === undefined ? `/costs?from=${date}&to=${date}` : toJob({ job_id })),
  channels: { inApp: true, desktop: true },
});
