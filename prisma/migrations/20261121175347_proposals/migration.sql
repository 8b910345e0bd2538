-- What somebody wants to do that takes a second person: bound to a state, decided once, kept for good.
CREATE TABLE "proposals" (
    "id" UUID NOT NULL,
    "operation" VARCHAR(64) NOT NULL,
    "ground" VARCHAR(32) NOT NULL,
    "status" VARCHAR(9) NOT NULL DEFAULT 'pending',
    "entity_type" VARCHAR(32) NOT NULL,
    "entity_id" VARCHAR(64),
    "entity_version" INTEGER,
    "tenant_id" UUID,
    "proposed_by_id" UUID NOT NULL,
    "reason" VARCHAR(500),
    "input" TEXT,
    "digest" CHAR(64) NOT NULL,
    "state" CHAR(64) NOT NULL,
    "effect" JSONB NOT NULL,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_on" TIMESTAMPTZ(3) NOT NULL,
    "decided_by_id" UUID,
    "decided_on" TIMESTAMPTZ(3),
    "decision_reason" VARCHAR(500),
    "failure" VARCHAR(300),

    CONSTRAINT "proposals_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "proposals"
  ADD CONSTRAINT "proposals_status_check"
    CHECK ("status" IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'failed')),
  -- What was asked for is kept only until it is decided.
  ADD CONSTRAINT "proposals_input_check" CHECK (("status" = 'pending') = ("input" IS NOT NULL)),
  ADD CONSTRAINT "proposals_decided_check" CHECK (("status" = 'pending') = ("decided_on" IS NULL)),
  ADD CONSTRAINT "proposals_decider_check" CHECK (("status" IN ('pending', 'expired')) = ("decided_by_id" IS NULL)),
  -- Two people, whatever the application believes.
  ADD CONSTRAINT "proposals_four_eyes_check"
    CHECK ("status" NOT IN ('approved', 'failed') OR "decided_by_id" <> "proposed_by_id"),
  ADD CONSTRAINT "proposals_withdrawn_check" CHECK ("status" <> 'withdrawn' OR "decided_by_id" = "proposed_by_id"),
  ADD CONSTRAINT "proposals_failure_check" CHECK (("status" = 'failed') = ("failure" IS NOT NULL));

CREATE INDEX "proposals_created_idx" ON "proposals"("created_on", "id");
CREATE INDEX "proposals_status_idx" ON "proposals"("status", "created_on", "id");
CREATE INDEX "proposals_operation_idx" ON "proposals"("operation", "created_on", "id");
CREATE INDEX "proposals_proposer_idx" ON "proposals"("proposed_by_id", "created_on", "id");
-- The same wish of the same person waits once.
CREATE UNIQUE INDEX "proposals_pending_key" ON "proposals"("proposed_by_id", "digest") WHERE "status" = 'pending';
CREATE INDEX "proposals_expiry_idx" ON "proposals"("expires_on") WHERE "status" = 'pending';

GRANT SELECT, INSERT, UPDATE ON "proposals" TO rookery_app;
