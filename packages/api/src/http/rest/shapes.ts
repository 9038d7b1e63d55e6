import type { CostRecord } from "../../costs/ledger";
import type { Job } from "../../jobs/columns";
import { jsonNumber } from "./json";

const orNull = (amount: string | null) => (amount === null ? null : jsonNumber(amount));

/** A record with its amounts as numbers. */
export function toRestRecord<T extends CostRecord>(record: T) {
  return {
    ...record,
    amount: jsonNumber(record.amount),
    quantity: orNull(record.quantity),
    unitPrice: orNull(record.unitPrice),
  };
}

function toRestEstimate(estimate: NonNullable<Job["estimate"]>) {
  const { low, expected, high, inputs } = estimate;
  return {
    ...estimate,
    low: jsonNumber(low),
    expected: jsonNumber(expected),
    high: jsonNumber(high),
    inputs: { ...inputs, unitPrice: jsonNumber(inputs.unitPrice) },
  };
}

/** A job with its amounts as numbers. */
export function toRestJob<T extends Job>(job: T) {
  return {
    ...job,
    unitPrice: jsonNumber(job.unitPrice),
    estimatedTotalCost: orNull(job.estimatedTotalCost),
    currentCost: jsonNumber(job.currentCost),
    finalCost: orNull(job.finalCost),
    perHour: jsonNumber(job.perHour),
    estimate: job.estimate && toRestEstimate(job.estimate),
    runs: job.runs.map((run) => ({ ...run, unitPrice: jsonNumber(run.unitPrice) })),
  };
}
