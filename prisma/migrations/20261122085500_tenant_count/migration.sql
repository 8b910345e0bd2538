-- The exact number of tenants that are not deleted, without counting them: that was five sixths of a list's time. Kept beside those of
-- users and audit records.
CREATE FUNCTION count_live_tenants() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE change bigint;
BEGIN
  CASE TG_OP
    WHEN 'INSERT' THEN SELECT count(*) INTO change FROM changed WHERE deleted_on IS NULL;
    WHEN 'DELETE' THEN SELECT -count(*) INTO change FROM changed WHERE deleted_on IS NULL;
    ELSE change := CASE WHEN NEW.deleted_on IS NULL THEN 1 ELSE -1 END;
  END CASE;
  IF change <> 0 THEN
    UPDATE row_counts SET total = total + change WHERE name = 'tenants' AND shard = pg_backend_pid() % 16;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_counted_in AFTER INSERT ON tenants REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_live_tenants();
CREATE TRIGGER tenants_counted_out AFTER DELETE ON tenants REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_live_tenants();
CREATE TRIGGER tenants_counted_over AFTER UPDATE OF deleted_on ON tenants
  FOR EACH ROW WHEN ((OLD.deleted_on IS NULL) <> (NEW.deleted_on IS NULL)) EXECUTE FUNCTION count_live_tenants();

-- The triggers hold writers back until this is through, so that nothing is counted twice or missed.
INSERT INTO row_counts (name, shard, total)
SELECT 'tenants', shard, CASE shard WHEN 0 THEN (SELECT count(*) FROM tenants WHERE deleted_on IS NULL) ELSE 0 END
FROM generate_series(0, 15) shard;
