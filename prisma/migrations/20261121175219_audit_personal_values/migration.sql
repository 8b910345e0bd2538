-- Personal values of audit records stand beside the log, each behind a random salt; the record holds a commitment to each. Erasing
-- values and salts of a person leaves every record, and so every seal, as it was.
ALTER TABLE "audit_events" ADD COLUMN "commitments" JSONB;

CREATE TABLE "audit_personal_values" (
    "audit_id" UUID NOT NULL,
    "occurred_on" TIMESTAMPTZ(3) NOT NULL,
    "field" VARCHAR(80) NOT NULL,
    "subject_id" UUID,
    "salt" BYTEA NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "audit_personal_values_pkey" PRIMARY KEY ("occurred_on","audit_id","field")
) PARTITION BY RANGE ("occurred_on");
CREATE INDEX "audit_personal_values_subject_idx" ON "audit_personal_values"("subject_id");
ALTER TABLE "audit_personal_values" ADD CONSTRAINT "audit_personal_values_salt_check" CHECK (octet_length("salt") = 32);
GRANT SELECT, INSERT ON "audit_personal_values" TO rookery_app;

-- Never changed; deleted only for the person whose erasure the transaction has named.
CREATE TRIGGER "audit_personal_values_immutable" BEFORE UPDATE ON "audit_personal_values"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER "audit_personal_values_kept" BEFORE DELETE ON "audit_personal_values"
  FOR EACH ROW WHEN (OLD.subject_id::text IS DISTINCT FROM current_setting('rookery.erased_subject', true))
  EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER "audit_personal_values_no_truncate" BEFORE TRUNCATE ON "audit_personal_values"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Months of both tables are made together, in the way that those of the log were made before.
CREATE FUNCTION ensure_month_partition(parent text, month date) RETURNS boolean LANGUAGE plpgsql SET search_path = public AS $$
DECLARE
  first_day date := date_trunc('month', month);
  part text := parent || '_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_audit_partition'));
  EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
    first_day::timestamp AT TIME ZONE 'UTC', (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()', part || '_no_truncate', part);
  RETURN true;
EXCEPTION
  WHEN duplicate_table THEN
    RETURN false;
  WHEN check_violation THEN
    -- The month already has rows in the default partition, and those never move: they stay there, and so does the month.
    RAISE WARNING '% of % stay in the default partition', parent, to_char(first_day, 'YYYY-MM');
    RETURN false;
END $$;
REVOKE ALL ON FUNCTION ensure_month_partition(text, date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION ensure_audit_partition(month date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  made boolean := ensure_month_partition('audit_events', month);
BEGIN
  PERFORM ensure_month_partition('audit_personal_values', month);
  RETURN made;
END $$;

CREATE TABLE "audit_personal_values_default" PARTITION OF "audit_personal_values" DEFAULT;
CREATE TRIGGER "audit_personal_values_default_no_truncate" BEFORE TRUNCATE ON "audit_personal_values_default"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
SELECT ensure_month_partition('audit_personal_values', to_date(right(c.relname, 7), 'YYYY_MM'))
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'audit_events'::regclass AND c.relname ~ '^audit_events_\d{4}_\d{2}$' ORDER BY c.relname;

-- Retention drops a month of the log with its personal values.
-- allow: drops whole months past their retention, as the function of before did
CREATE OR REPLACE FUNCTION drop_expired_audit_partitions(request varchar) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  months integer := greatest(12, coalesce(
    (SELECT (c.values ->> 'audit.retentionMonths')::integer FROM configuration_versions c ORDER BY c.version DESC LIMIT 1), 84));
  horizon date := date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => months);
  part record;
  gone record;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname AS name, to_date(right(c.relname, 7), 'YYYY_MM') AS month FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'audit_events'::regclass AND c.relname ~ '^audit_events_\d{4}_\d{2}$' ORDER BY 2
  LOOP
    CONTINUE WHEN part.month >= horizon;
    EXECUTE format('SELECT count(*) AS records, min(sequence) AS first, max(sequence) AS last FROM %I', part.name) INTO gone;
    EXECUTE format('DROP TABLE %I', part.name);
    EXECUTE format('DROP TABLE IF EXISTS %I', 'audit_personal_values' || right(part.name, 8));
    UPDATE row_counts SET total = total - gone.records WHERE name = 'audit_events' AND shard = pg_backend_pid() % 16;
    INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_role, entity_type, entity_id, request_id, after)
    VALUES (gen_random_uuid(), clock_timestamp(), 'AUDIT_EXPIRED', 'success', 'system', 'configuration', 'audit.retentionMonths', request,
      jsonb_build_object('month', to_char(part.month, 'YYYY-MM'), 'records', gone.records, 'firstSequence', gone.first,
        'lastSequence', gone.last, 'retentionMonths', months));
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

-- From here on seals are of format 2, which covers commitments. The release before seals nothing any more, so that no seal of it
-- passes over them; what it leaves is sealed by this one.
DO $$
BEGIN
  EXECUTE format('ALTER TABLE audit_seals ADD CONSTRAINT audit_seals_format_check CHECK (format >= 2 OR sealed_on <= %L) NOT VALID', now());
END $$;
