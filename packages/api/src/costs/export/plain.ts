import type { Column } from "./column";

/** A record as it is, in the words of REST. */
export const PLAIN_COLUMNS: readonly Column[] = [
  { name: "id", value: ({ id }) => id },
  { name: "recorded_at", value: ({ recordedAt }) => recordedAt },
  { name: "usage_end", value: ({ usageEnd }) => usageEnd },
  { name: "billing_period", value: ({ billingPeriod }) => billingPeriod },
  { name: "cost_type", value: ({ costType }) => costType },
  { name: "amount", numeric: true, value: ({ amount }) => amount },
  { name: "currency", value: (_record, { currency }) => currency },
  { name: "project", value: ({ project }) => project },
  { name: "job_id", value: ({ jobId }) => jobId },
  { name: "job_name", value: ({ jobName }) => jobName },
  { name: "outcome", value: ({ outcome }) => outcome },
  { name: "provider", value: ({ provider }) => provider },
  { name: "gpu_type", value: ({ gpuType }) => gpuType },
  { name: "quantity", numeric: true, value: ({ quantity }) => quantity },
  { name: "unit", value: ({ unit }) => unit },
  { name: "unit_price", numeric: true, value: ({ unitPrice }) => unitPrice },
  { name: "corrects_id", value: ({ correctsId }) => correctsId },
  { name: "details", value: ({ details }) => details },
  { name: "created_at", value: ({ createdAt }) => createdAt },
];
