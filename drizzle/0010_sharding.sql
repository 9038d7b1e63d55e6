-- Citus takes no policy with a sub-select. Each statement names its user, too, so that this is compared once and not for
-- every row.
DO $$
DECLARE
  own record;
BEGIN
  FOR own IN SELECT polrelid::regclass AS rel FROM pg_policy WHERE polname = 'own' LOOP
    EXECUTE format('ALTER POLICY own ON %s
      USING (user_id = nullif(current_setting(''app.user_id'', true), '''')::uuid)
      WITH CHECK (user_id = nullif(current_setting(''app.user_id'', true), '''')::uuid)', own.rel);
  END LOOP;
END
$$;
