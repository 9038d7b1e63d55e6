CREATE TABLE "audit_entries" (
	"user_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"action" text NOT NULL,
	"subject" text,
	"outcome" text NOT NULL,
	"code" text,
	"actor" text NOT NULL,
	"actor_id" text,
	"request_id" text,
	"address" text,
	CONSTRAINT "audit_entries_user_id_at_id_pk" PRIMARY KEY("user_id","at","id"),
	CONSTRAINT "audit_entries_actor" CHECK ("audit_entries"."actor" IN ('session', 'key', 'system', 'nobody')),
	CONSTRAINT "audit_entries_outcome" CHECK (("audit_entries"."outcome" = 'done' AND "audit_entries"."code" IS NULL) OR ("audit_entries"."outcome" = 'refused' AND "audit_entries"."code" IS NOT NULL))
);
--> statement-breakpoint
ALTER TABLE "lora_cost_records" ADD COLUMN "recorded_by" text;--> statement-breakpoint
ALTER TABLE "lora_job_events" ADD COLUMN "recorded_by" text;--> statement-breakpoint
CREATE INDEX "audit_entries_at_idx" ON "audit_entries" USING brin ("at") WITH (autosummarize=true);--> statement-breakpoint
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON audit_entries
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON audit_entries TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
SELECT shard_by_user('audit_entries');
