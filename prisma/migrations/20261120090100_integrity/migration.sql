-- What Prisma's schema language cannot say: checks, partial and expression indexes, partitions, triggers, grants.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Checks ------------------------------------------------------------------------------------------------------------
ALTER TABLE tenants
  ADD CONSTRAINT tenants_code_check CHECK (code ~ '^[A-Z0-9_-]{3,20}$'),
  ADD CONSTRAINT tenants_name_check CHECK (char_length(name) >= 3),
  ADD CONSTRAINT tenants_segment_check CHECK (segment IN ('enterprise', 'mid_market', 'smb', 'startup')),
  ADD CONSTRAINT tenants_plan_check CHECK (plan IN ('free', 'starter', 'professional', 'enterprise')),
  ADD CONSTRAINT tenants_user_count_check CHECK (user_count >= 0);
ALTER TABLE users
  ADD CONSTRAINT users_email_check CHECK (email = lower(email)),
  ADD CONSTRAINT users_status_check CHECK (status IN ('active', 'locked', 'suspended', 'invited'));
ALTER TABLE sessions ADD CONSTRAINT sessions_kind_check CHECK (kind IN ('api', 'console'));
ALTER TABLE one_time_tokens ADD CONSTRAINT one_time_tokens_purpose_check CHECK (purpose IN ('invite', 'reset'));
ALTER TABLE jobs
  ADD CONSTRAINT jobs_status_check CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  ADD CONSTRAINT jobs_local_time_check CHECK (local_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$');
ALTER TABLE audit_events
  ADD CONSTRAINT audit_events_outcome_check CHECK (outcome IN ('success', 'denied', 'failure'));

-- Lists in their documented orders, live tenants only ------------------------------------------------------------------
CREATE INDEX tenants_created_idx ON tenants (created_on DESC, id DESC) WHERE deleted_on IS NULL;
CREATE INDEX tenants_updated_idx ON tenants (updated_on DESC, id DESC) WHERE deleted_on IS NULL;
CREATE INDEX tenants_name_idx ON tenants (name, id) WHERE deleted_on IS NULL;
CREATE INDEX tenants_code_idx ON tenants (code, id) WHERE deleted_on IS NULL;
CREATE INDEX tenants_user_count_idx ON tenants (user_count DESC, id DESC) WHERE deleted_on IS NULL;
CREATE INDEX tenants_active_idx ON tenants (is_active, created_on DESC, id DESC) WHERE deleted_on IS NULL;
CREATE INDEX tenants_deleted_idx ON tenants (created_on DESC, id DESC) WHERE deleted_on IS NOT NULL;
CREATE INDEX tenants_segment_idx ON tenants (segment, created_on DESC, id DESC) WHERE deleted_on IS NULL;
CREATE INDEX tenants_plan_idx ON tenants (plan, created_on DESC, id DESC) WHERE deleted_on IS NULL;
-- Name and code as one searchable text; the line feed keeps a match from spanning both.
CREATE INDEX tenants_search_idx ON tenants USING gin (lower(name || E'\n' || code) gin_trgm_ops);
CREATE INDEX users_search_idx ON users USING gin (email gin_trgm_ops);
CREATE INDEX users_last_login_idx ON users (last_login_on DESC NULLS LAST, id DESC);
CREATE INDEX sessions_open_idx ON sessions (user_id) WHERE revoked_on IS NULL;
CREATE INDEX jobs_due_idx ON jobs (run_at) WHERE status = 'queued';
CREATE INDEX jobs_leased_idx ON jobs (lease_until) WHERE status = 'running';
CREATE INDEX jobs_finished_idx ON jobs (finished_on) WHERE finished_on IS NOT NULL;
-- Success is most of the table: only the rest is worth an index.
CREATE INDEX audit_events_outcome_idx ON audit_events (outcome, occurred_on, audit_id) WHERE outcome <> 'success';

-- Exact totals of unfiltered lists, without counting ---------------------------------------------------------------------
ALTER TABLE row_counts SET (fillfactor = 50);
INSERT INTO row_counts (name, shard) SELECT name, shard FROM unnest(ARRAY['users', 'audit_events']) name, generate_series(0, 15) shard;

CREATE FUNCTION count_inserted_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE row_counts SET total = total + (SELECT count(*) FROM inserted)
   WHERE name = TG_ARGV[0] AND shard = pg_backend_pid() % 16;
  RETURN NULL;
END $$;
CREATE FUNCTION count_deleted_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE row_counts SET total = total - (SELECT count(*) FROM deleted)
   WHERE name = TG_ARGV[0] AND shard = pg_backend_pid() % 16;
  RETURN NULL;
END $$;
CREATE TRIGGER users_counted_in AFTER INSERT ON users REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_rows('users');
CREATE TRIGGER users_counted_out AFTER DELETE ON users REFERENCING OLD TABLE AS deleted
  FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_rows('users');
CREATE TRIGGER audit_events_counted AFTER INSERT ON audit_events REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_rows('audit_events');

-- Rows are locked in tenant order, so that two writers cannot wait for each other.
CREATE FUNCTION adjust_tenant_user_counts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE change integer := CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  PERFORM 1 FROM tenants WHERE id IN (SELECT tenant_id FROM changed) ORDER BY id FOR NO KEY UPDATE;
  UPDATE tenants t SET user_count = user_count + change * c.n
    FROM (SELECT tenant_id, count(*)::integer AS n FROM changed GROUP BY tenant_id) c WHERE t.id = c.tenant_id;
  RETURN NULL;
END $$;
CREATE TRIGGER user_tenants_counted_in AFTER INSERT ON user_tenants REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION adjust_tenant_user_counts();
CREATE TRIGGER user_tenants_counted_out AFTER DELETE ON user_tenants REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION adjust_tenant_user_counts();

-- The wildcard belongs to SuperAdmin alone (SRS §8.3), whoever writes the row.
CREATE FUNCTION refuse_wildcard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM roles WHERE id = NEW.role_id AND name = 'SuperAdmin') THEN
    RAISE EXCEPTION 'the wildcard permission belongs to SuperAdmin only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER role_permissions_wildcard BEFORE INSERT OR UPDATE ON role_permissions
  FOR EACH ROW WHEN (NEW.permission_name = '*') EXECUTE FUNCTION refuse_wildcard();

-- Audit: immutable for everyone, one partition a month (SRS §11.2) --------------------------------------------------------
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit records are immutable' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_events_immutable BEFORE UPDATE OR DELETE ON audit_events
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE FUNCTION ensure_audit_partition(month date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  first_day date := date_trunc('month', month);
  part text := 'audit_events_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_audit_partition'));
  EXECUTE format('CREATE TABLE %I PARTITION OF audit_events FOR VALUES FROM (%L) TO (%L)', part,
    first_day::timestamp AT TIME ZONE 'UTC', (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()', part || '_no_truncate', part);
  RETURN true;
EXCEPTION
  WHEN duplicate_table THEN
    RETURN false;
  WHEN check_violation THEN
    -- The month already has rows in the default partition, and those never move: they stay there, and so does the month.
    RAISE WARNING 'audit records of % stay in the default partition', to_char(first_day, 'YYYY-MM');
    RETURN false;
END $$;
-- Holds what falls outside the prepared months, so that a late maintenance run never refuses an audit row.
CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT;
CREATE TRIGGER audit_events_default_no_truncate BEFORE TRUNCATE ON audit_events_default
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
SELECT ensure_audit_partition((date_trunc('month', now()) + make_interval(months => n))::date) FROM generate_series(-12, 3) n;

-- The application's role: it reads and writes rows, it owns nothing, and of audit it may only insert and read -----------------
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'rookery_app') THEN
    CREATE ROLE rookery_app NOLOGIN;
  END IF;
  -- So that an application that signs in as the owner can step down to it. A login role of its own needs no membership.
  IF current_user <> 'rookery_app' AND NOT pg_has_role(current_user, 'rookery_app', 'MEMBER') THEN
    EXECUTE format('GRANT rookery_app TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'rookery_app') THEN
    RAISE EXCEPTION 'role rookery_app is missing and % may not create it: create it once as an administrator', current_user;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO rookery_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON tenants, provisioning_intents, roles, role_permissions, users, user_tenants, sessions,
  refresh_tokens, one_time_tokens, password_history, login_events, idempotency_keys, rate_limits, jobs TO rookery_app;
GRANT SELECT, INSERT ON configuration_versions, audit_events TO rookery_app;
GRANT SELECT ON permissions, row_counts TO rookery_app;
GRANT USAGE ON SEQUENCE audit_events_sequence_seq TO rookery_app;
REVOKE ALL ON FUNCTION ensure_audit_partition(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_audit_partition(date) TO rookery_app;
