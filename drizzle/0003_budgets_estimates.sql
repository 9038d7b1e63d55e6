CREATE TABLE "day_checks" (
	"user_id" uuid NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "day_checks_user_id_pk" PRIMARY KEY("user_id")
);
--> statement-breakpoint
ALTER TABLE "lora_artifacts" ALTER COLUMN "job_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ALTER COLUMN "event_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_periods" ADD COLUMN "next_due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "kind" text DEFAULT 'artifact' NOT NULL;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "stored_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "idempotency_key" text;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "body_hash" text;--> statement-breakpoint
ALTER TABLE "lora_training_jobs" ADD COLUMN "region" text;--> statement-breakpoint
ALTER TABLE "lora_training_jobs" ADD COLUMN "purchase_option" text;--> statement-breakpoint
ALTER TABLE "lora_training_jobs" ADD COLUMN "estimate" jsonb;--> statement-breakpoint
ALTER TABLE "day_checks" ADD CONSTRAINT "day_checks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "day_checks_due_idx" ON "day_checks" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "budget_periods_next_due_idx" ON "budget_periods" USING btree ("next_due_at") WHERE next_due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX "lora_training_jobs_kind_idx" ON "lora_training_jobs" USING btree ("user_id","gpu_type","ended_at");--> statement-breakpoint
CREATE INDEX "lora_training_jobs_ended_idx" ON "lora_training_jobs" USING btree ("user_id","ended_at","id");--> statement-breakpoint
ALTER TABLE "budget_periods" DROP COLUMN "reserved";--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD CONSTRAINT "lora_artifacts_idempotency_key" UNIQUE("user_id","idempotency_key");--> statement-breakpoint
ALTER TABLE "budget_periods" ADD CONSTRAINT "budget_periods_bounds" CHECK ("budget_periods"."period_end" > "budget_periods"."period_start");--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD CONSTRAINT "lora_artifacts_kind" CHECK ("lora_artifacts"."kind" IN ('artifact', 'dataset'));--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD CONSTRAINT "lora_artifacts_stored_until" CHECK ("lora_artifacts"."stored_until" >= "lora_artifacts"."stored_from");--> statement-breakpoint
ALTER TABLE day_checks ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE day_checks FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON day_checks
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON day_checks TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
SELECT shard_by_user('day_checks');
