import { JsonObject } from "@pipeline/core/text";
import { z } from "zod";
import { readCsv } from "../csv/read";
import type { TraceJob } from "./import";

/** A job as its trace file has it: without a price yet. */
export type UnpricedJob = Omit<TraceJob, "unitPrice">;

const ms = z
  .string()
  .regex(/^\d{1,15}$/, "Must be Unix milliseconds.")
  .transform(Number);
const optionalMs = z
  .literal("")
  .transform(() => null)
  .or(ms)
  .optional()
  .transform((at) => at ?? null);

const Row = z.object({
  job_id: z.string().min(1).max(500),
  gpu_type: z.string().min(1).max(200),
  gpu_count: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, "Must be a whole number above 0.")
    .transform(Number),
  submitted_ms: ms,
  started_ms: optionalMs,
  ended_ms: optionalMs,
  status: z.string(),
});

const READ = new Set(Object.keys(Row.shape));
const FAILED = new Set(["aborted", "failed"]);

/**
 * Reads finished jobs from a trace (CSV, may be gzipped): `job_id, gpu_type, gpu_count, submitted_ms, started_ms,
 * ended_ms, status` and the project column; other columns go to metadata. Throws a sentence that names line and column.
 */
export async function readTrace(file: string, projectColumn: string): Promise<UnpricedJob[]> {
  const rows = await readCsv(file);
  return rows.map((row, index) => {
    const { data, error } = Row.safeParse(row);
    if (!data) {
      const issue = error.issues[0];
      throw new Error(`${file}, line ${index + 2}, ${issue?.path.join(".")}: ${issue?.message}`);
    }
    const rest = Object.entries(row).filter(
      ([column, value]) => !READ.has(column) && column !== projectColumn && value !== "",
    );
    return {
      key: data.job_id,
      name: data.job_id.slice(0, 200),
      project: row[projectColumn] || null,
      gpuType: data.gpu_type,
      gpuCount: data.gpu_count,
      queuedAt: data.submitted_ms,
      startedAt: data.started_ms,
      endedAt: data.ended_ms,
      failed: FAILED.has(data.status),
      metadata: JsonObject.parse({ ...Object.fromEntries(rest), trace_status: data.status }),
    };
  });
}

/** Prices a trace. Throws the list of all GPU types without a price before anything is written. */
export function priceTrace(trace: readonly UnpricedJob[], prices: ReadonlyMap<string, string>): TraceJob[] {
  const missing = [...new Set(trace.map((job) => job.gpuType))].filter((type) => !prices.has(type)).sort();
  if (missing.length > 0) throw new Error(`No price for: ${missing.join("; ")}. Nothing was imported.`);
  return trace.map((job) => ({ ...job, unitPrice: priceOf(prices, job) }));
}

function priceOf(prices: ReadonlyMap<string, string>, { gpuType }: UnpricedJob): string {
  const price = prices.get(gpuType);
  if (price === undefined) throw new Error(`No price for: ${gpuType}.`);
  return price;
}
