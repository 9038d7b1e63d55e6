-- Citus takes no policy with a sub-select. Each statement names its user, too, so that this is compared once and not for
-- every row.
DO $$
DECLARE
  own regclass;
BEGIN
  FOREACH own IN ARRAY ARRAY['account_settings', 'lora_training_jobs', 'lora_job_events', 'lora_artifacts', 'lora_cost_records',
    'cost_rollups', 'job_rollups', 'lora_notifications', 'inbox_state', 'budgets', 'budget_periods', 'day_checks', 'reratings',
    'audit_entries']::regclass[] LOOP
    EXECUTE format('ALTER POLICY own ON %s
      USING (user_id = nullif(current_setting(''app.user_id'', true), '''')::uuid)
      WITH CHECK (user_id = nullif(current_setting(''app.user_id'', true), '''')::uuid)', own);
  END LOOP;
END
$$;
