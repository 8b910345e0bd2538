-- Why a configuration was saved and what a rollback brought back; overrides of tenants, version by version (decisions §5).
ALTER TABLE "configuration_versions" ADD COLUMN "reason" VARCHAR(500), ADD COLUMN "restores" INTEGER;

CREATE TABLE "tenant_override_versions" (
    "tenant_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "overrides" JSONB NOT NULL,
    "reason" VARCHAR(500),
    "created_by_id" UUID,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_override_versions_pkey" PRIMARY KEY ("tenant_id", "version"),
    CONSTRAINT "tenant_override_versions_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- History is added to and never changed.
GRANT SELECT, INSERT ON "tenant_override_versions" TO rookery_app;

-- Drops the months of the audit log that the retention has left behind, whole, and puts each on record itself: the application may
-- call it, but can neither choose the months nor keep it quiet. Records of a month that is kept stay as immutable as ever.
CREATE FUNCTION drop_expired_audit_partitions(request varchar) RETURNS integer
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
    UPDATE row_counts SET total = total - gone.records WHERE name = 'audit_events' AND shard = pg_backend_pid() % 16;
    INSERT INTO audit_events (audit_id, occurred_on, action, outcome, actor_role, entity_type, entity_id, request_id, after)
    VALUES (gen_random_uuid(), clock_timestamp(), 'AUDIT_EXPIRED', 'success', 'system', 'configuration', 'audit.retentionMonths', request,
      jsonb_build_object('month', to_char(part.month, 'YYYY-MM'), 'records', gone.records, 'firstSequence', gone.first,
        'lastSequence', gone.last, 'retentionMonths', months));
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION drop_expired_audit_partitions(varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_expired_audit_partitions(varchar) TO rookery_app;
