import type { JsonObject } from "@pipeline/core/text";
import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { id, instant, money, moneySum, quantity, userId } from "./columns";
import { jobs } from "./jobs";
import { oneOf } from "./one-of";
import { users } from "./users";

/** The ledger: append-only for the application, never dropped. */
export const costRecords = pgTable(
  "lora_cost_records",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    id: id(),
    jobId: uuid(),
    costType: text().notNull(),
    amount: money().notNull(),
    details: jsonb().$type<JsonObject>().notNull().default({}),
    /** First day of the UTC month of recorded_at. */
    billingPeriod: date({ mode: "string" }).notNull(),
    /** Start of the usage. */
    recordedAt: instant().notNull(),
    /** End of the usage, in the same quarter hour; null: a point in time. */
    usageEnd: instant(),
    createdAt: instant().notNull(),
    project: text(),
    /** Of the job, pinned when the record is written. */
    gpuType: text(),
    quantity: quantity(),
    unit: text(),
    unitPrice: money(),
    /** `caller:…` or `system:…`: two name spaces, one key. */
    idempotencyKey: text().notNull(),
    bodyHash: text(),
    correctsId: uuid(),
    /** Who wrote it: `session:…`, `key:…` or `system`; null for what is older than this column. */
    recordedBy: text(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    unique("lora_cost_records_idempotency_key").on(t.userId, t.idempotencyKey),
    foreignKey({
      name: "lora_cost_records_job_fk",
      columns: [t.userId, t.jobId],
      foreignColumns: [jobs.userId, jobs.id],
    }),
    foreignKey({
      name: "lora_cost_records_corrects_fk",
      columns: [t.userId, t.correctsId],
      foreignColumns: [t.userId, t.id],
    }),
    check("lora_cost_records_cost_type", sql`${t.costType} ~ '^[a-z][a-z0-9_]{0,49}$'`),
    check(
      "lora_cost_records_amount",
      sql`${t.amount} <> 'NaN' AND (${t.amount} >= 0 OR ${t.correctsId} IS NOT NULL OR ${t.costType} = 'credit')`,
    ),
    // Pages of records, both directions.
    index("lora_cost_records_recorded_at_idx").on(t.userId, t.recordedAt, t.id),
    // One job's records, and the edges of a window by job.
    index("lora_cost_records_job_id_idx").on(t.userId, t.jobId, t.recordedAt, t.id),
    // The corrections of one record.
    index("lora_cost_records_corrects_id_idx")
      .on(t.userId, t.correctsId)
      .where(sql`corrects_id IS NOT NULL`),
  ],
);

export const ROLLUP_GRAINS = ["quarter", "day"] as const;
export type RollupGrain = (typeof ROLLUP_GRAINS)[number];

/** Sums of the ledger by quarter hour (UTC) and by local day in the account's zone; '' = no value. */
export const costRollups = pgTable(
  "cost_rollups",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    grain: text({ enum: ROLLUP_GRAINS }).notNull(),
    /** Start of the quarter hour or of the local day. */
    bucket: instant().notNull(),
    costType: text().notNull(),
    project: text().notNull(),
    gpuType: text().notNull(),
    amount: moneySum().notNull(),
    count: bigint({ mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.grain, t.bucket, t.costType, t.project, t.gpuType] }),
    check("cost_rollups_grain", oneOf(t.grain, ROLLUP_GRAINS)),
  ],
);

/** Sums of the ledger by UTC day and job; the nil UUID = records without a job. */
export const jobRollups = pgTable(
  "job_rollups",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    day: instant().notNull(),
    jobId: uuid().notNull(),
    amount: moneySum().notNull(),
    count: bigint({ mode: "number" }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.day, t.jobId] })],
);

/** Users whose costs have changed since their day was last compared with their usual days; a row is taken when it is due. */
export const dayChecks = pgTable(
  "day_checks",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    dueAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId] }), index("day_checks_due_idx").on(t.dueAt)],
);
