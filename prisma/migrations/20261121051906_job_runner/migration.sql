-- Jobs become outbox and record: what runs them keeps its own state. A job says whether it has been published to that.
DROP INDEX jobs_due_idx;
DROP INDEX jobs_leased_idx;
ALTER TABLE "jobs" DROP COLUMN "lease", DROP COLUMN "lease_until",
    ADD COLUMN "concurrency_key" VARCHAR(120),
    ADD COLUMN "entity_type" VARCHAR(20),
    ADD COLUMN "entity_id" VARCHAR(64),
    ADD COLUMN "rule_id" UUID,
    ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "holds" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "promised_until" TIMESTAMPTZ(3),
    ADD COLUMN "published_on" TIMESTAMPTZ(3),
    ADD COLUMN "run_id" VARCHAR(64),
    ADD COLUMN "run_lease" INTEGER,
    ADD COLUMN "started_on" TIMESTAMPTZ(3);
ALTER TABLE jobs DROP CONSTRAINT jobs_status_check,
  ADD CONSTRAINT jobs_status_check CHECK (status IN ('queued', 'running', 'held', 'succeeded', 'failed', 'cancelled'));
UPDATE jobs SET status = 'queued' WHERE status = 'running';
CREATE INDEX jobs_unpublished_idx ON jobs (run_at) WHERE published_on IS NULL AND status IN ('queued', 'held');
CREATE INDEX jobs_open_idx ON jobs (kind, status, run_at) WHERE status IN ('queued', 'running', 'held');
CREATE INDEX "jobs_status_idx" ON "jobs"("status", "id");
CREATE INDEX "jobs_kind_idx" ON "jobs"("kind", "id");
CREATE INDEX "jobs_scope_idx" ON "jobs"("tenant_id", "id");

-- One row a finished try of a job or of one of its steps.
CREATE TABLE "job_attempts" (
    "id" BIGSERIAL NOT NULL,
    "job_id" UUID NOT NULL,
    "step" VARCHAR(120),
    "attempt" INTEGER NOT NULL,
    "outcome" VARCHAR(10) NOT NULL,
    "error" VARCHAR(500),
    "started_on" TIMESTAMPTZ(3) NOT NULL,
    "finished_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_attempts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "job_attempts_job_idx" ON "job_attempts"("job_id", "id");
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE job_attempts ADD CONSTRAINT job_attempts_outcome_check CHECK (outcome IN ('succeeded', 'failed'));

-- What failed for good, until somebody retries or discards it (SRS §10.5).
CREATE TABLE "dead_letters" (
    "id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "kind" VARCHAR(40) NOT NULL,
    "entity_type" VARCHAR(20),
    "entity_id" VARCHAR(64),
    "tenant_id" UUID,
    "rule_id" UUID,
    "attempts" INTEGER NOT NULL,
    "last_error" VARCHAR(500) NOT NULL,
    "failed_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" VARCHAR(10) NOT NULL DEFAULT 'open',
    "resolved_on" TIMESTAMPTZ(3),
    "reason" VARCHAR(500),

    CONSTRAINT "dead_letters_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "dead_letters_job_id_key" ON "dead_letters"("job_id");
CREATE INDEX "dead_letters_failed_idx" ON "dead_letters"("failed_on", "id");
CREATE INDEX "dead_letters_status_idx" ON "dead_letters"("status", "failed_on", "id");
CREATE INDEX "dead_letters_kind_idx" ON "dead_letters"("kind", "failed_on", "id");
CREATE INDEX "dead_letters_rule_idx" ON "dead_letters"("rule_id", "failed_on", "id");
CREATE INDEX "dead_letters_tenant_idx" ON "dead_letters"("tenant_id", "failed_on", "id");
ALTER TABLE "dead_letters" ADD CONSTRAINT "dead_letters_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_status_check CHECK (status IN ('open', 'retried', 'discarded'));
CREATE INDEX dead_letters_error_idx ON dead_letters USING gin (lower(last_error) gin_trgm_ops);

-- What somebody ought to know. The same trouble again, while it is open, counts up instead of filling the list.
CREATE TABLE "alerts" (
    "id" UUID NOT NULL,
    "type" VARCHAR(40) NOT NULL,
    "priority" VARCHAR(10) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "summary" VARCHAR(1000) NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'open',
    "tenant_id" UUID,
    "entity_type" VARCHAR(20),
    "entity_id" VARCHAR(64),
    "dedupe_key" VARCHAR(200),
    "occurrences" INTEGER NOT NULL DEFAULT 1,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_on" TIMESTAMPTZ(3),

    CONSTRAINT "alerts_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "alerts_created_idx" ON "alerts"("created_on", "id");
CREATE INDEX "alerts_status_idx" ON "alerts"("status", "created_on", "id");
CREATE INDEX "alerts_priority_idx" ON "alerts"("priority", "created_on", "id");
CREATE INDEX "alerts_tenant_idx" ON "alerts"("tenant_id", "created_on", "id");
CREATE UNIQUE INDEX alerts_open_key ON alerts (dedupe_key) WHERE status = 'open';
ALTER TABLE alerts
  ADD CONSTRAINT alerts_priority_check CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  ADD CONSTRAINT alerts_status_check CHECK (status IN ('open', 'resolved'));

-- The embedded runner of Inngest functions: events, runs, steps, schedules. Payloads are `json`, since `jsonb` refuses U+0000.
CREATE TABLE "function_events" (
    "id" VARCHAR(255) NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "payload" JSON NOT NULL,
    "received_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "function_events_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "function_events_received_idx" ON "function_events"("received_on");

CREATE TABLE "function_runs" (
    "id" UUID NOT NULL,
    "function_id" VARCHAR(120) NOT NULL,
    "event_id" VARCHAR(255) NOT NULL,
    "event" JSON NOT NULL,
    "idempotency_key" VARCHAR(255),
    "concurrency_key" VARCHAR(255),
    "concurrency_limit" INTEGER,
    "status" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "next_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease" INTEGER NOT NULL DEFAULT 0,
    "leased_until" TIMESTAMPTZ(3),
    "wakes" INTEGER NOT NULL DEFAULT 0,
    "output" JSON,
    "error" JSON,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_on" TIMESTAMPTZ(3),

    CONSTRAINT "function_runs_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "function_runs_event_key" ON "function_runs"("function_id", "event_id");
CREATE UNIQUE INDEX "function_runs_idempotency_key" ON "function_runs"("function_id", "idempotency_key");
CREATE INDEX function_runs_due_idx ON function_runs (next_on) WHERE status = 'queued' AND concurrency_key IS NULL;
CREATE INDEX function_runs_keyed_idx ON function_runs (function_id, concurrency_key, next_on) WHERE status = 'queued' AND concurrency_key IS NOT NULL;
CREATE INDEX function_runs_ended_idx ON function_runs (ended_on) WHERE ended_on IS NOT NULL;
ALTER TABLE function_runs ADD CONSTRAINT function_runs_status_check CHECK (status IN ('queued', 'completed', 'failed'));

CREATE TABLE "function_steps" (
    "run_id" UUID NOT NULL,
    "id" VARCHAR(64) NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "name" TEXT,
    "status" VARCHAR(10) NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "next_on" TIMESTAMPTZ(3),
    "awaited_event" VARCHAR(120),
    "awaited_path" VARCHAR(120),
    "awaited_value" TEXT,
    "data" JSON,
    "error" JSON,

    CONSTRAINT "function_steps_pkey" PRIMARY KEY ("run_id", "id")
);
ALTER TABLE "function_steps" ADD CONSTRAINT "function_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "function_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE function_steps ADD CONSTRAINT function_steps_status_check CHECK (status IN ('done', 'failed', 'planned', 'sleeping', 'waiting'));
CREATE INDEX function_steps_awaited_idx ON function_steps (awaited_event, awaited_value) WHERE status = 'waiting';

CREATE TABLE "function_schedules" (
    "function_id" VARCHAR(120) NOT NULL,
    "expression" VARCHAR(120) NOT NULL,
    "next_on" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "function_schedules_pkey" PRIMARY KEY ("function_id", "expression")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON job_attempts, dead_letters, alerts, function_events, function_runs, function_steps, function_schedules TO rookery_app;
GRANT USAGE ON SEQUENCE job_attempts_id_seq, function_steps_position_seq TO rookery_app;
