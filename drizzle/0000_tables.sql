CREATE TABLE "account_settings" (
	"user_id" uuid NOT NULL,
	"time_zone" text DEFAULT 'UTC' NOT NULL,
	"preferences" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "account_settings_user_id_pk" PRIMARY KEY("user_id")
);
--> statement-breakpoint
CREATE TABLE "budget_periods" (
	"user_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"period_start" timestamp (3) with time zone NOT NULL,
	"period_end" timestamp (3) with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"spent" numeric(38, 12) DEFAULT '0' NOT NULL,
	"reserved" numeric(38, 12) DEFAULT '0' NOT NULL,
	"fired" integer[] DEFAULT '{}' NOT NULL,
	"forecast_fired_at" timestamp (3) with time zone,
	CONSTRAINT "budget_periods_user_id_budget_id_period_start_pk" PRIMARY KEY("user_id","budget_id","period_start")
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"period" text NOT NULL,
	"project" text,
	"thresholds" integer[] NOT NULL,
	"forecast_alert" boolean DEFAULT false NOT NULL,
	"block_new_jobs" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "budgets_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "budgets_period" CHECK ("budgets"."period" IN ('month', 'week')),
	CONSTRAINT "budgets_amount" CHECK ("budgets"."amount" > 0 AND "budgets"."amount" <> 'NaN')
);
--> statement-breakpoint
CREATE TABLE "lora_cost_records" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"job_id" uuid,
	"cost_type" text NOT NULL,
	"amount" numeric(24, 12) NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"billing_period" date NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"usage_end" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"project" text,
	"gpu_type" text,
	"quantity" numeric(30, 12),
	"unit" text,
	"unit_price" numeric(24, 12),
	"idempotency_key" text NOT NULL,
	"body_hash" text,
	"corrects_id" uuid,
	CONSTRAINT "lora_cost_records_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "lora_cost_records_idempotency_key" UNIQUE("user_id","idempotency_key"),
	CONSTRAINT "lora_cost_records_cost_type" CHECK ("lora_cost_records"."cost_type" ~ '^[a-z][a-z0-9_]{0,49}$'),
	CONSTRAINT "lora_cost_records_amount" CHECK ("lora_cost_records"."amount" <> 'NaN' AND ("lora_cost_records"."amount" >= 0 OR "lora_cost_records"."corrects_id" IS NOT NULL OR "lora_cost_records"."cost_type" = 'credit'))
);
--> statement-breakpoint
CREATE TABLE "cost_rollups" (
	"user_id" uuid NOT NULL,
	"grain" text NOT NULL,
	"bucket" timestamp (3) with time zone NOT NULL,
	"cost_type" text NOT NULL,
	"project" text NOT NULL,
	"gpu_type" text NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "cost_rollups_user_id_grain_bucket_cost_type_project_gpu_type_pk" PRIMARY KEY("user_id","grain","bucket","cost_type","project","gpu_type"),
	CONSTRAINT "cost_rollups_grain" CHECK ("cost_rollups"."grain" IN ('quarter', 'day'))
);
--> statement-breakpoint
CREATE TABLE "job_rollups" (
	"user_id" uuid NOT NULL,
	"day" timestamp (3) with time zone NOT NULL,
	"job_id" uuid NOT NULL,
	"amount" numeric(38, 12) NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "job_rollups_user_id_day_job_id_pk" PRIMARY KEY("user_id","day","job_id")
);
--> statement-breakpoint
CREATE TABLE "lora_artifacts" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"job_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"project" text NOT NULL,
	"url" text,
	"size_bytes" bigint NOT NULL,
	"stored_from" timestamp (3) with time zone NOT NULL,
	"metered_until" timestamp (3) with time zone,
	CONSTRAINT "lora_artifacts_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "lora_artifacts_event" UNIQUE("user_id","job_id","event_id"),
	CONSTRAINT "lora_artifacts_size_bytes" CHECK ("lora_artifacts"."size_bytes" >= 0)
);
--> statement-breakpoint
CREATE TABLE "lora_job_events" (
	"user_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"body" jsonb NOT NULL,
	"body_hash" text NOT NULL,
	CONSTRAINT "lora_job_events_user_id_job_id_event_id_pk" PRIMARY KEY("user_id","job_id","event_id"),
	CONSTRAINT "lora_job_events_type" CHECK ("lora_job_events"."type" IN ('started', 'progress', 'heartbeat', 'paused', 'resumed', 'completed', 'failed', 'artifact_ready', 'canceled'))
);
--> statement-breakpoint
CREATE TABLE "lora_training_jobs" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"project" text,
	"dataset_id" text,
	"preset_id" text,
	"base_model" text,
	"provider" text,
	"gpu_type" text NOT NULL,
	"gpu_count" integer NOT NULL,
	"unit_price" numeric(24, 12) NOT NULL,
	"unit_price_given" boolean DEFAULT false NOT NULL,
	"status" text DEFAULT 'queued' NOT NULL,
	"reason" text,
	"progress" numeric(5, 2) DEFAULT 0 NOT NULL,
	"step" bigint,
	"total_steps" bigint,
	"milestone" smallint DEFAULT 0 NOT NULL,
	"estimated_total_cost" numeric(38, 12),
	"current_cost" numeric(38, 12) DEFAULT '0' NOT NULL,
	"final_cost" numeric(38, 12),
	"queued_at" timestamp (3) with time zone NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone,
	"last_event_at" timestamp (3) with time zone,
	"metered_until" timestamp (3) with time zone,
	"runs" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"idempotency_key" text,
	"body_hash" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "lora_training_jobs_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "lora_training_jobs_idempotency_key" UNIQUE("user_id","idempotency_key"),
	CONSTRAINT "lora_training_jobs_status" CHECK ("lora_training_jobs"."status" IN ('queued', 'running', 'paused', 'completed', 'failed', 'canceled')),
	CONSTRAINT "lora_training_jobs_gpu_count" CHECK ("lora_training_jobs"."gpu_count" > 0),
	CONSTRAINT "lora_training_jobs_unit_price" CHECK ("lora_training_jobs"."unit_price" >= 0 AND "lora_training_jobs"."unit_price" <> 'NaN')
);
--> statement-breakpoint
CREATE TABLE "inbox_state" (
	"user_id" uuid NOT NULL,
	"version" bigint DEFAULT 0 NOT NULL,
	"next_due_at" timestamp (3) with time zone,
	"floor_version" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "inbox_state_user_id_pk" PRIMARY KEY("user_id")
);
--> statement-breakpoint
CREATE TABLE "lora_notifications" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"type" varchar(50) NOT NULL,
	"title" varchar(200) NOT NULL,
	"message" text NOT NULL,
	"priority" text NOT NULL,
	"read" boolean DEFAULT false NOT NULL,
	"action_url" text,
	"metadata" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"job_id" uuid,
	"group_key" text,
	"read_at" timestamp (3) with time zone,
	"archived_at" timestamp (3) with time zone,
	"snoozed_until" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"sort_at" timestamp (3) with time zone NOT NULL,
	"dedupe_key" text NOT NULL,
	"version" bigint NOT NULL,
	CONSTRAINT "lora_notifications_user_id_id_pk" PRIMARY KEY("user_id","id"),
	CONSTRAINT "lora_notifications_dedupe_key" UNIQUE("user_id","dedupe_key"),
	CONSTRAINT "lora_notifications_type" CHECK ("lora_notifications"."type" IN ('job_queued', 'job_started', 'job_milestone', 'job_completed', 'job_failed', 'job_canceled', 'model_ready', 'budget_threshold', 'budget_forecast', 'cost_anomaly')),
	CONSTRAINT "lora_notifications_priority" CHECK ("lora_notifications"."priority" IN ('low', 'medium', 'high'))
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "prices" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"unit" text NOT NULL,
	"provider" text DEFAULT '' NOT NULL,
	"region" text DEFAULT '' NOT NULL,
	"purchase_option" text DEFAULT '' NOT NULL,
	"gpu_type" text DEFAULT '' NOT NULL,
	"aliases" text[] DEFAULT '{}' NOT NULL,
	"price" numeric(24, 12) NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"source" text DEFAULT '' NOT NULL,
	CONSTRAINT "prices_unit" CHECK ("prices"."unit" IN ('gpu_hour', 'gb_month')),
	CONSTRAINT "prices_price" CHECK ("prices"."price" >= 0 AND "prices"."price" <> 'NaN')
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"config_id" text DEFAULT 'default' NOT NULL,
	"name" text,
	"start" text,
	"prefix" text,
	"key" text NOT NULL,
	"reference_id" uuid NOT NULL,
	"refill_interval" integer,
	"refill_amount" integer,
	"last_refill_at" timestamp (3) with time zone,
	"enabled" boolean DEFAULT true NOT NULL,
	"rate_limit_enabled" boolean DEFAULT false NOT NULL,
	"rate_limit_time_window" integer,
	"rate_limit_max" integer,
	"request_count" integer DEFAULT 0 NOT NULL,
	"remaining" integer,
	"last_request" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"permissions" text,
	"metadata" text
);
--> statement-breakpoint
CREATE TABLE "rate_limits" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limits_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"token" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account_settings" ADD CONSTRAINT "account_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_budget_fk" FOREIGN KEY ("user_id","budget_id") REFERENCES "public"."budgets"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_cost_records" ADD CONSTRAINT "lora_cost_records_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_cost_records" ADD CONSTRAINT "lora_cost_records_job_fk" FOREIGN KEY ("user_id","job_id") REFERENCES "public"."lora_training_jobs"("user_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_cost_records" ADD CONSTRAINT "lora_cost_records_corrects_fk" FOREIGN KEY ("user_id","corrects_id") REFERENCES "public"."lora_cost_records"("user_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_rollups" ADD CONSTRAINT "cost_rollups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_rollups" ADD CONSTRAINT "job_rollups_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD CONSTRAINT "lora_artifacts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD CONSTRAINT "lora_artifacts_job_fk" FOREIGN KEY ("user_id","job_id") REFERENCES "public"."lora_training_jobs"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_job_events" ADD CONSTRAINT "lora_job_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_job_events" ADD CONSTRAINT "lora_job_events_job_fk" FOREIGN KEY ("user_id","job_id") REFERENCES "public"."lora_training_jobs"("user_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_training_jobs" ADD CONSTRAINT "lora_training_jobs_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox_state" ADD CONSTRAINT "inbox_state_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_notifications" ADD CONSTRAINT "lora_notifications_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lora_notifications" ADD CONSTRAINT "lora_notifications_job_fk" FOREIGN KEY ("user_id","job_id") REFERENCES "public"."lora_training_jobs"("user_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_reference_id_users_id_fk" FOREIGN KEY ("reference_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "lora_cost_records_recorded_at_idx" ON "lora_cost_records" USING btree ("user_id","recorded_at","id");--> statement-breakpoint
CREATE INDEX "lora_cost_records_job_id_idx" ON "lora_cost_records" USING btree ("user_id","job_id","recorded_at","id");--> statement-breakpoint
CREATE INDEX "lora_cost_records_corrects_id_idx" ON "lora_cost_records" USING btree ("user_id","corrects_id") WHERE corrects_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX "lora_artifacts_metered_until_idx" ON "lora_artifacts" USING btree ("metered_until");--> statement-breakpoint
CREATE INDEX "lora_job_events_type_at_idx" ON "lora_job_events" USING btree ("user_id","job_id","type","at");--> statement-breakpoint
CREATE INDEX "lora_job_events_at_idx" ON "lora_job_events" USING btree ("user_id","job_id","at","event_id");--> statement-breakpoint
CREATE INDEX "lora_training_jobs_user_id_queued_at_idx" ON "lora_training_jobs" USING btree ("user_id","queued_at","id");--> statement-breakpoint
CREATE INDEX "lora_training_jobs_user_id_status_queued_at_idx" ON "lora_training_jobs" USING btree ("user_id","status","queued_at","id");--> statement-breakpoint
CREATE INDEX "lora_training_jobs_open_idx" ON "lora_training_jobs" USING btree ("last_seen_at") WHERE status IN ('running', 'paused');--> statement-breakpoint
CREATE INDEX "lora_notifications_feed_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE archived_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_archive_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE archived_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_unread_idx" ON "lora_notifications" USING btree ("user_id","sort_at","id") WHERE read = false AND archived_at IS NULL;--> statement-breakpoint
CREATE INDEX "lora_notifications_version_idx" ON "lora_notifications" USING btree ("user_id","version");--> statement-breakpoint
CREATE INDEX "lora_notifications_job_id_idx" ON "lora_notifications" USING btree ("user_id","job_id","sort_at","id");--> statement-breakpoint
CREATE INDEX "prices_gpu_type_valid_from_idx" ON "prices" USING btree ("unit","gpu_type","valid_from");--> statement-breakpoint
CREATE INDEX "accounts_user_id_idx" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "api_keys_key_idx" ON "api_keys" USING btree ("key");--> statement-breakpoint
CREATE INDEX "api_keys_reference_id_idx" ON "api_keys" USING btree ("reference_id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_idx" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verifications_identifier_idx" ON "verifications" USING btree ("identifier");