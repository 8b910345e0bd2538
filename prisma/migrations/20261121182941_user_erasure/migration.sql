-- A person who was erased leaves a row without anything of theirs, for what refers to it. Nothing brings it back to life.
ALTER TABLE "users" ADD COLUMN "erased_on" TIMESTAMPTZ(3);
ALTER TABLE "users" ADD CONSTRAINT "users_erased_check"
  CHECK ("erased_on" IS NULL OR ("status" = 'suspended' AND "password_hash" IS NULL AND NOT "mfa_enabled")) NOT VALID;

-- Personal values of audit records go with their person and in no other way: the application's role may call this for who is erased in
-- the same transaction or before, and can delete none of them itself.
CREATE FUNCTION erase_audit_values(person uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone integer;
BEGIN
  IF NOT EXISTS (SELECT FROM users WHERE id = person AND erased_on IS NOT NULL) THEN
    RAISE EXCEPTION 'values are removed of an erased user alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('rookery.erased_subject', person::text, true);
  DELETE FROM audit_personal_values WHERE subject_id = person;
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('rookery.erased_subject', '', true);
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION erase_audit_values(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_audit_values(uuid) TO rookery_app;

-- Replaces an erased person's address and name in texts and documents of every table that may be changed, those of later releases
-- included. Not asked: histories that nobody changes, and facts that hold no text of people.
CREATE FUNCTION redact_erased(person uuid, pattern text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  place record;
  changed integer;
  total integer := 0;
BEGIN
  IF NOT EXISTS (SELECT FROM users WHERE id = person AND erased_on IS NOT NULL) THEN
    RAISE EXCEPTION 'texts are redacted for an erased user alone' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- Kept by a trigger: the application's role may not delete it.
  DELETE FROM login_tallies WHERE user_id = person;
  FOR place IN
    SELECT c.relname AS tab, a.attname AS col, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
      AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype, 'text[]'::regtype, 'varchar[]'::regtype)
      AND c.relname NOT IN ('_prisma_migrations', 'users', 'user_search', 'user_ranks', 'user_rank_changes', 'audit_seals', 'snapshots',
        'configuration_versions', 'tenant_override_versions', 'rule_versions', 'roles', 'permissions', 'role_permissions', 'row_counts',
        'tenant_daily_facts', 'fleet_daily_facts', 'tenant_hourly_facts', 'webhook_tokens', 'idempotency_keys')
    ORDER BY 1, 2
  LOOP
    EXECUTE format('UPDATE %1$I SET %2$I = regexp_replace(%2$I::text, $1, ''***'', ''gi'')::%3$s WHERE %2$I::text ~* $1',
      place.tab, place.col, place.type) USING pattern;
    GET DIAGNOSTICS changed = ROW_COUNT;
    total := total + changed;
  END LOOP;
  RETURN total;
END $$;
REVOKE ALL ON FUNCTION redact_erased(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION redact_erased(uuid, text) TO rookery_app;
