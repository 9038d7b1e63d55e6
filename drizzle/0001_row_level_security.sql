-- Identity of a transaction. SET LOCAL, not set_config(): only SET reaches the workers of a sharded database.
CREATE FUNCTION set_app_user(uid text) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN EXECUTE format('SET LOCAL app.user_id = %L', uid); END $$;
--> statement-breakpoint
-- For later migrations: puts a new per-user table beside the others once the database is sharded; else does nothing.
CREATE FUNCTION shard_by_user(rel text) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  anchor text;
BEGIN
  IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN RETURN; END IF;
  SELECT p.logicalrelid::text INTO anchor FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid
    WHERE p.partmethod = 'h' AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition LIMIT 1;
  IF anchor IS NULL THEN RETURN; END IF;
  SET LOCAL citus.multi_shard_modify_mode TO 'sequential';
  PERFORM create_distributed_table(rel::regclass, 'user_id', colocate_with => anchor);
END
$$;
--> statement-breakpoint
ALTER TABLE account_settings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE account_settings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- The sub-select is evaluated once a statement; after a transaction the setting reads '', not NULL.
CREATE POLICY own ON account_settings
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
-- The owner does system work across users: metering, loss, retention, verification.
CREATE POLICY system ON account_settings TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE lora_training_jobs ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lora_training_jobs FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON lora_training_jobs
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON lora_training_jobs TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE lora_job_events ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lora_job_events FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON lora_job_events
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON lora_job_events TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE lora_artifacts ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lora_artifacts FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON lora_artifacts
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON lora_artifacts TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE lora_cost_records ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lora_cost_records FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON lora_cost_records
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON lora_cost_records TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE cost_rollups ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE cost_rollups FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON cost_rollups
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON cost_rollups TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE job_rollups ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE job_rollups FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON job_rollups
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON job_rollups TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE lora_notifications ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lora_notifications FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON lora_notifications
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON lora_notifications TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE inbox_state ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE inbox_state FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON inbox_state
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON inbox_state TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE budgets ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE budgets FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON budgets
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON budgets TO CURRENT_USER USING (true) WITH CHECK (true);
--> statement-breakpoint
ALTER TABLE budget_periods ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE budget_periods FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY own ON budget_periods
  USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
--> statement-breakpoint
CREATE POLICY system ON budget_periods TO CURRENT_USER USING (true) WITH CHECK (true);
