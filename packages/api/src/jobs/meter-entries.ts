import { toInstant } from "@pipeline/core/instant";
import { sliceRun } from "@pipeline/core/meter";
import type { BilledRun } from "@pipeline/db/schema";
import { systemKey, type Entry } from "../costs/ledger";
import { toRun } from "../costs/live";
import type { JobRow } from "./columns";

export const meterKey = (jobId: string) => systemKey(`meter:${jobId}:`);

/** One entry for each stretch of a run inside a quarter hour, in [from, to) ms. */
export function meterEntries(
  job: Pick<JobRow, "id" | "project" | "gpuType">,
  runs: readonly BilledRun[],
  from: number,
  to: number,
): Entry[] {
  return runs.flatMap((run) =>
    sliceRun(toRun(run), from, to).map((slice) => ({
      key: `${meterKey(job.id)}${toInstant(slice.start)}`,
      costType: "compute",
      amount: slice.amount,
      recordedAt: slice.start,
      usageEnd: slice.end,
      jobId: job.id,
      project: job.project,
      gpuType: job.gpuType,
      quantity: slice.gpuSeconds,
      unit: "gpu_second",
      unitPrice: run.unitPrice,
    })),
  );
}
