import { JOB_EVENTS, JOB_STATUSES } from "@pipeline/core/job-words";
import { STORED_KINDS } from "@pipeline/core/storage";
import type { JsonObject } from "@pipeline/core/text";
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { id, instant, money, moneySum, userId } from "./columns";
import { oneOf } from "./one-of";
import { users } from "./users";

/** What a job was expected to cost when it was registered, and what that rested on. Amounts are decimal strings. */
export type StoredEstimate = {
  low: string;
  expected: string;
  high: string;
  basis: string;
  /** Ended jobs of the same kind that it learned from; 0: the plan alone. */
  samples: number;
  inputs: {
    provider: string | null;
    region: string | null;
    purchaseOption: string | null;
    gpuType: string;
    gpuCount: number;
    /** Per GPU-hour. */
    unitPrice: string;
    estimatedHours: number;
  };
};

/** A stretch of paid GPU time: ISO instants, price per GPU-hour pinned at its start. */
export type BilledRun = { start: string; end: string | null; unitPrice: string; gpuCount: number };

export const jobs = pgTable(
  "lora_training_jobs",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    id: id(),
    name: text().notNull(),
    project: text(),
    datasetId: text(),
    presetId: text(),
    baseModel: text(),
    provider: text(),
    region: text(),
    /** `on-demand`, `spot`, …: as the catalogue says it. */
    purchaseOption: text(),
    gpuType: text().notNull(),
    gpuCount: integer().notNull(),
    /** Per GPU-hour; the estimate's until the job starts, then pinned. */
    unitPrice: money().notNull(),
    /** True when the caller named the price: the catalogue is not asked again at the start. */
    unitPriceGiven: boolean().notNull().default(false),
    status: text({ enum: JOB_STATUSES }).notNull().default("queued"),
    reason: text(),
    /** Given up for its silence: provisional, any later word brings it back. */
    lost: boolean().notNull().default(false),
    /** Percent, 0 to 100. */
    progress: numeric({ precision: 5, scale: 2, mode: "number" }).notNull().default(0),
    step: bigint({ mode: "number" }),
    totalSteps: bigint({ mode: "number" }),
    /** Highest milestone told, in percent. */
    milestone: smallint().notNull().default(0),
    estimatedTotalCost: moneySum(),
    estimate: jsonb().$type<StoredEstimate>(),
    /** Sum of the job's records. */
    currentCost: moneySum().notNull().default("0"),
    /** The same once the job has ended; moves with late usage and corrections. */
    finalCost: moneySum(),
    queuedAt: instant().notNull(),
    startedAt: instant(),
    endedAt: instant(),
    /** Receipt of the latest word; decides loss. */
    lastSeenAt: instant(),
    /** Latest `at` of the job's events; ends the bill of a lost job. */
    lastEventAt: instant(),
    /** GPU time is in the ledger up to here. */
    meteredUntil: instant(),
    /** The paid stretches behind what is in the ledger. */
    runs: jsonb().$type<BilledRun[]>().notNull().default([]),
    idempotencyKey: text(),
    bodyHash: text(),
    metadata: jsonb().$type<JsonObject>().notNull().default({}),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    unique("lora_training_jobs_idempotency_key").on(t.userId, t.idempotencyKey),
    check("lora_training_jobs_status", oneOf(t.status, JOB_STATUSES)),
    check("lora_training_jobs_gpu_count", sql`${t.gpuCount} > 0`),
    check("lora_training_jobs_unit_price", sql`${t.unitPrice} >= 0 AND ${t.unitPrice} <> 'NaN'`),
    // List, newest first; ascending on purpose, Postgres walks it backward.
    index("lora_training_jobs_user_id_queued_at_idx").on(t.userId, t.queuedAt, t.id),
    index("lora_training_jobs_user_id_status_queued_at_idx").on(t.userId, t.status, t.queuedAt, t.id),
    // What ended jobs of the same kind, and of all kinds, came to.
    index("lora_training_jobs_kind_idx").on(t.userId, t.gpuType, t.endedAt),
    index("lora_training_jobs_ended_idx").on(t.userId, t.endedAt, t.id),
    // Due work: open jobs by their last word, across users.
    index("lora_training_jobs_open_idx")
      .on(t.lastSeenAt)
      .where(sql`status IN ('running', 'paused')`),
  ],
);

export const jobEvents = pgTable(
  "lora_job_events",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    jobId: uuid().notNull(),
    eventId: text().notNull(),
    type: text({ enum: JOB_EVENTS }).notNull(),
    at: instant().notNull(),
    receivedAt: instant().notNull(),
    body: jsonb().$type<JsonObject>().notNull(),
    bodyHash: text().notNull(),
    /** Who told it: `session:…`, `key:…` or `system`; null for what is older than this column. */
    recordedBy: text(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.jobId, t.eventId] }),
    foreignKey({
      name: "lora_job_events_job_fk",
      columns: [t.userId, t.jobId],
      foreignColumns: [jobs.userId, jobs.id],
    }).onDelete("cascade"),
    check("lora_job_events_type", oneOf(t.type, JOB_EVENTS)),
    // The few events that shape a job's life, and the latest progress, without reading the heartbeats.
    index("lora_job_events_type_at_idx").on(t.userId, t.jobId, t.type, t.at),
    index("lora_job_events_at_idx").on(t.userId, t.jobId, t.at, t.eventId),
  ],
);

/** A stored file that is paid for by the GB-month. */
export const artifacts = pgTable(
  "lora_artifacts",
  {
    userId: userId().references(() => users.id, { onDelete: "cascade" }),
    id: id(),
    kind: text({ enum: STORED_KINDS }).notNull().default("artifact"),
    name: text(),
    /** The job and event that told of an artifact; null for what was registered by itself. */
    jobId: uuid(),
    eventId: text(),
    /** '' = none, like the roll-ups. */
    project: text().notNull(),
    url: text(),
    sizeBytes: bigint({ mode: "number" }).notNull(),
    /** Per GB-month, pinned when it is booked for the first time; null until then. */
    unitPrice: money(),
    storedFrom: instant().notNull(),
    /** Deleted then; null: still kept. */
    storedUntil: instant(),
    /** Storage is in the ledger up to here; null: nothing yet. */
    meteredUntil: instant(),
    idempotencyKey: text(),
    bodyHash: text(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    unique("lora_artifacts_event").on(t.userId, t.jobId, t.eventId),
    unique("lora_artifacts_idempotency_key").on(t.userId, t.idempotencyKey),
    check("lora_artifacts_kind", oneOf(t.kind, STORED_KINDS)),
    check("lora_artifacts_stored_until", sql`${t.storedUntil} >= ${t.storedFrom}`),
    foreignKey({
      name: "lora_artifacts_job_fk",
      columns: [t.userId, t.jobId],
      foreignColumns: [jobs.userId, jobs.id],
    }).onDelete("cascade"),
    check("lora_artifacts_size_bytes", sql`${t.sizeBytes} >= 0`),
    // List, latest first; ascending on purpose, Postgres walks it backward.
    index("lora_artifacts_user_id_stored_from_idx").on(t.userId, t.storedFrom, t.id),
    // Due work: what is behind, across users.
    index("lora_artifacts_metered_until_idx").on(t.meteredUntil),
  ],
);
