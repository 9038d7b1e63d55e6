import { z } from "zod";
import { COST_TYPE, GROUP_BYS, MAX_PROJECT } from "./cost-words";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant-schema";
import { MoneyInput } from "./money-schema";
import { GRANULARITIES } from "./period-words";
import { IdempotencyKey, JsonObject, name, text, Uuid } from "./text";
import { windowObject } from "./window-schema";

/** `compute`, `storage`, `credit` are Pipeline's own; a caller may add more. */
export const CostType = z
  .string()
  .regex(COST_TYPE, "Lower-case letters, digits and _, starting with a letter, at most 50.");

export const Project = name(MAX_PROJECT);

const recordShape = {
  costType: CostType,
  amount: MoneyInput,
  recordedAt: InstantInput.optional(),
  jobId: Uuid.optional(),
  project: Project.optional(),
  details: JsonObject.optional(),
  idempotencyKey: IdempotencyKey,
};

const mayBeNegative = (input: { costType: string; amount: string }) =>
  input.costType === "credit" || !input.amount.startsWith("-");
const negative = { path: ["amount"], message: "Only a credit may be negative." };

/** One cost of the caller's own: a point in time, an amount, a type. */
export const RecordCost = z.strictObject(recordShape).refine(mayBeNegative, negative);
export type RecordCost = z.infer<typeof RecordCost>;

export const MAX_BATCH = 500;

/** 1,000 KB: an item may have 2 KB, which holds every field at its largest but `details`. */
export const MAX_BATCH_BYTES = MAX_BATCH * 2 * 1024;

/** Many costs in one request; over HTTP in at most `MAX_BATCH_BYTES`, so that large `details` need smaller batches. */
export const RecordBatch = z.strictObject({
  items: z.array(RecordCost).min(1, "At least one item.").max(MAX_BATCH, `At most ${MAX_BATCH} items.`),
});
export type RecordBatch = z.infer<typeof RecordBatch>;

/** A signed difference to an earlier record. */
export const CorrectCost = z.strictObject({
  recordId: Uuid,
  amount: MoneyInput,
  reason: text(500),
  idempotencyKey: IdempotencyKey,
});
export type CorrectCost = z.infer<typeof CorrectCost>;

export const SummarizeCosts = windowObject({
  granularity: z.enum(GRANULARITIES).optional(),
  groupBy: z.enum(GROUP_BYS).default("costType"),
});
export type SummarizeCosts = z.infer<typeof SummarizeCosts>;

export const SummarizeWaste = windowObject({});
export type SummarizeWaste = z.infer<typeof SummarizeWaste>;

/** The period whose end is forecast: the account's month that holds now. */
export const ForecastCosts = z.strictObject({ period: z.enum(["month"]).default("month") });
export type ForecastCosts = z.infer<typeof ForecastCosts>;

export const ListRecords = windowObject({
  costType: CostType.optional(),
  jobId: Uuid.optional(),
  project: z.union([Project, z.literal("")]).optional(),
  cursor: CursorInput.optional(),
  limit: limit(200, 50),
});
export type ListRecords = z.infer<typeof ListRecords>;
