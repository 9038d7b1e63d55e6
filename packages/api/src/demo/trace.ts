import path from "node:path";
import { projectRoot } from "@pipeline/db";
import type { TraceJob } from "../jobs/import";
import { priceTrace, readTrace, type UnpricedJob } from "../jobs/trace-file";
import { readPrices } from "../prices/file";

/** How long before now the last job of the demo ends. */
const BEFORE_NOW_MS = 4 * 60_000;

const data = (name: string) => path.join(projectRoot(), "data", name);

/**
 * The real runs of `data/` at the prices beside them, as they are shown: all moved in time by one constant so that the
 * last one ends a few minutes before `now` (ms), and without a word about who submitted them or on what system.
 */
export async function demoTrace(now: number): Promise<TraceJob[]> {
  const rows = await readPrices(data("prices.csv"));
  const prices = new Map(rows.map(({ gpuType, price }) => [gpuType, price]));
  const trace = priceTrace(await readTrace(data("jobs-mlperf-v4.0.csv.gz"), "user"), prices);
  const shift = now - BEFORE_NOW_MS - Math.max(...trace.map(lastInstant));
  const teams = pseudonyms(trace);
  return trace.map((job, index) => ({
    ...job,
    key: `demo:${index}`,
    name: nameOf(job),
    project: teams.get(job.project ?? "") ?? null,
    queuedAt: job.queuedAt + shift,
    startedAt: job.startedAt === null ? null : job.startedAt + shift,
    endedAt: job.endedAt === null ? null : job.endedAt + shift,
    metadata: { benchmark: job.metadata["benchmark"] ?? null, status: job.metadata["trace_status"] ?? null },
  }));
}

function lastInstant({ queuedAt, startedAt, endedAt }: UnpricedJob): number {
  return endedAt ?? startedAt ?? queuedAt;
}

/** `team-01`, `team-02`, … in the order of the names they stand for. */
function pseudonyms(trace: readonly UnpricedJob[]): Map<string, string> {
  const names = [...new Set(trace.map((job) => job.project ?? ""))].sort();
  return new Map(names.map((name, index) => [name, `team-${String(index + 1).padStart(2, "0")}`]));
}

/** "llama2_70b_lora · 8 × H100-SXM5 · run 3". */
function nameOf({ key, gpuType, gpuCount, metadata }: UnpricedJob): string {
  const run = key.slice(key.lastIndexOf("/") + 1);
  const benchmark = typeof metadata["benchmark"] === "string" ? metadata["benchmark"] : "training";
  return `${benchmark} · ${gpuCount} × ${shortGpu(gpuType)} · run ${run}`;
}

/** "NVIDIA H100-SXM5-80GB" as people say it: "H100-SXM5". */
function shortGpu(gpuType: string): string {
  return gpuType
    .replaceAll("(R)", "")
    .replace(/^(NVIDIA|AMD|Intel) /, "")
    .replace(/ AI Accelerator$/, "")
    .replace(/-\d+GB$/, "");
}
