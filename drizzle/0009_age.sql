CREATE INDEX "budget_periods_end_idx" ON "budget_periods" USING btree ("user_id","period_end");--> statement-breakpoint
-- Vacuum and statistics by thousands of rows, not by a fifth of ten years: docs/operations.md, "Old data". Only written to the
-- catalogue, under a lock that neither readers nor writers wait for.
ALTER TABLE lora_cost_records SET (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000, autovacuum_freeze_min_age = 0
);
--> statement-breakpoint
ALTER TABLE lora_job_events SET (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000, autovacuum_freeze_min_age = 0
);
--> statement-breakpoint
ALTER TABLE cost_rollups SET (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000
);
--> statement-breakpoint
ALTER TABLE job_rollups SET (
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000
);
--> statement-breakpoint
ALTER TABLE lora_training_jobs SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000
);
--> statement-breakpoint
ALTER TABLE lora_notifications SET (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);
