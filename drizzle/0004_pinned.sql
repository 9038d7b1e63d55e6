CREATE TABLE "reratings" (
	"user_id" uuid NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_hash" text NOT NULL,
	"corrected" integer NOT NULL,
	"difference" numeric(38, 12) NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reratings_user_id_idempotency_key_pk" PRIMARY KEY("user_id","idempotency_key")
);
--> statement-breakpoint
ALTER TABLE "budget_periods" ADD COLUMN "amount" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "budget_periods" ADD COLUMN "thresholds" integer[];--> statement-breakpoint
UPDATE "budget_periods" AS p SET "amount" = b."amount", "thresholds" = b."thresholds"
  FROM "budgets" AS b WHERE b."user_id" = p."user_id" AND b."id" = p."budget_id";--> statement-breakpoint
ALTER TABLE "budget_periods" ALTER COLUMN "amount" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "budget_periods" ALTER COLUMN "thresholds" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lora_artifacts" ADD COLUMN "unit_price" numeric(24, 12);--> statement-breakpoint
ALTER TABLE "reratings" ADD CONSTRAINT "reratings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE reratings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE reratings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON reratings
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON reratings TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
SELECT shard_by_user('reratings');
