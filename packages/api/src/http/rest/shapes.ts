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

/** A job with its amounts as numbers. */
export function toRestJob<T extends Job>(job: T) {
  return {
    ...job,
    unitPrice: jsonNumber(job.unitPrice),
    estimatedTotalCost: orNull(job.estimatedTotalCost),
    currentCost: jsonNumber(job.currentCost),
    finalCost: orNull(job.finalCost),
    perHour: jsonNumber(job.perHour),
    runs: job.runs.map((run) => ({ ...run, unitPrice: jsonNumber(run.unitPrice) })),
  };
}
