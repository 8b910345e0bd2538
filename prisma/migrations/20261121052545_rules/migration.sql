-- Rules with their versions, executions and effects (SRS §10, decisions §5).
CREATE TABLE "rules" (
    "id" UUID NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "scope" VARCHAR(43) NOT NULL,
    "tenant_id" UUID,
    "is_enabled" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_on" TIMESTAMPTZ(3),

    CONSTRAINT "rules_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rule_versions" (
    "rule_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "description" VARCHAR(500) NOT NULL DEFAULT '',
    "condition" VARCHAR(1000) NOT NULL,
    "action" VARCHAR(20) NOT NULL,
    "entity" VARCHAR(6) NOT NULL,
    "mode" VARCHAR(8) NOT NULL DEFAULT 'enforce',
    "max_impact" INTEGER,
    "restored_from" INTEGER,
    "created_by_id" UUID,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_versions_pkey" PRIMARY KEY ("rule_id","version")
);

CREATE TABLE "rule_executions" (
    "id" UUID NOT NULL,
    "rule_id" UUID NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "trigger" VARCHAR(8) NOT NULL,
    "status" VARCHAR(18) NOT NULL DEFAULT 'queued',
    "evaluated_on" TIMESTAMPTZ(3),
    "evaluated" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "parked_why" VARCHAR(200),
    "last_error" VARCHAR(500),
    "started_by_id" UUID,
    "approved_by_id" UUID,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_on" TIMESTAMPTZ(3),

    CONSTRAINT "rule_executions_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "rule_effects" (
    "rule_id" UUID NOT NULL,
    "rule_version" INTEGER NOT NULL,
    "entity_id" UUID NOT NULL,
    "bucket" TIMESTAMPTZ(3) NOT NULL,
    "execution_id" UUID NOT NULL,
    "action" VARCHAR(20) NOT NULL,
    "status" VARCHAR(9) NOT NULL DEFAULT 'pending',
    "metrics" JSONB NOT NULL,
    "entity_version" INTEGER,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" VARCHAR(500),
    "applied_on" TIMESTAMPTZ(3),

    CONSTRAINT "rule_effects_pkey" PRIMARY KEY ("rule_id","rule_version","entity_id","bucket")
);

CREATE INDEX "rules_tenant_idx" ON "rules"("tenant_id");

CREATE INDEX "rule_executions_rule_idx" ON "rule_executions"("rule_id", "created_on", "id");

CREATE INDEX "rule_effects_execution_idx" ON "rule_effects"("execution_id", "status", "entity_id");

CREATE INDEX "rule_effects_entity_idx" ON "rule_effects"("entity_id");

ALTER TABLE "rules" ADD CONSTRAINT "rules_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "rule_versions" ADD CONSTRAINT "rule_versions_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "rule_executions" ADD CONSTRAINT "rule_executions_rule_id_rule_version_fkey" FOREIGN KEY ("rule_id", "rule_version") REFERENCES "rule_versions"("rule_id", "version") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "rule_effects" ADD CONSTRAINT "rule_effects_execution_id_fkey" FOREIGN KEY ("execution_id") REFERENCES "rule_executions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One rule of a name per scope (SRS §10.1); names that differ in case alone would be taken for each other.
CREATE UNIQUE INDEX rules_name_key ON rules (scope, lower(name)) WHERE archived_on IS NULL;
-- The list in its documented orders, and the rules that the schedule runs.
CREATE INDEX rules_list_idx ON rules (lower(name), id) WHERE archived_on IS NULL;
CREATE INDEX rules_created_idx ON rules (created_on DESC, id DESC) WHERE archived_on IS NULL;
CREATE INDEX rules_scope_idx ON rules (scope, created_on DESC, id DESC) WHERE archived_on IS NULL;
CREATE INDEX rules_enabled_idx ON rules (id) WHERE is_enabled AND archived_on IS NULL;
-- The inbox of runs that wait for somebody, and the runs under way.
CREATE INDEX rule_executions_open_idx ON rule_executions (status, created_on, id)
  WHERE status IN ('queued', 'running', 'awaiting_approval');

ALTER TABLE rules
  ADD CONSTRAINT rules_scope_check CHECK (scope = coalesce('tenant:' || tenant_id::text, 'global')),
  ADD CONSTRAINT rules_archived_check CHECK (archived_on IS NULL OR NOT is_enabled);
ALTER TABLE rule_versions
  ADD CONSTRAINT rule_versions_action_check
    CHECK (action IN ('SUSPEND_USER', 'LOCK_USER', 'FORCE_LOGOUT', 'SUSPEND_TENANT', 'DISABLE_WEBHOOKS', 'RAISE_ALERT')),
  ADD CONSTRAINT rule_versions_entity_check CHECK (entity IN ('user', 'tenant')),
  ADD CONSTRAINT rule_versions_mode_check CHECK (mode IN ('enforce', 'observe')),
  ADD CONSTRAINT rule_versions_max_impact_check CHECK (max_impact >= 0);
ALTER TABLE rule_executions
  ADD CONSTRAINT rule_executions_trigger_check CHECK (trigger IN ('manual', 'schedule', 'event')),
  ADD CONSTRAINT rule_executions_status_check
    CHECK (status IN ('queued', 'running', 'awaiting_approval', 'succeeded', 'partially_failed', 'failed', 'cancelled'));
ALTER TABLE rule_effects
  ADD CONSTRAINT rule_effects_status_check CHECK (status IN ('pending', 'applied', 'observed', 'skipped', 'failed'));

-- Reading the sign-ins of one user, or of all users one after the other, needs the index alone; failures are few and have their own.
DROP INDEX login_events_user_idx;
CREATE INDEX login_events_user_idx ON login_events (user_id, occurred_on, succeeded, ip_address);
CREATE INDEX login_events_failed_idx ON login_events (occurred_on) INCLUDE (user_id) WHERE NOT succeeded;

GRANT SELECT, INSERT, UPDATE ON rules, rule_executions, rule_effects TO rookery_app;
-- A version is never changed.
GRANT SELECT, INSERT ON rule_versions TO rookery_app;
