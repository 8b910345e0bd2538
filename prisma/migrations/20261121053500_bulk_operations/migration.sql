-- One act on many rows, and what became of each of them.
CREATE TABLE "bulk_operations" (
    "id" UUID NOT NULL,
    "operation" VARCHAR(30) NOT NULL,
    "status" VARCHAR(20) NOT NULL DEFAULT 'queued',
    "reason" VARCHAR(500) NOT NULL,
    "filter" JSONB,
    "selected" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "stopped_because" VARCHAR(200),
    "started_by_id" UUID NOT NULL,
    "started_by_role" VARCHAR(64) NOT NULL,
    "ip_address" VARCHAR(50),
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_on" TIMESTAMPTZ(3),
    "updated_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_on" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_operations_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "bulk_items" (
    "bulk_id" UUID NOT NULL,
    "entity_id" UUID NOT NULL,
    "outcome" VARCHAR(10) NOT NULL DEFAULT 'pending',
    "code" VARCHAR(30),
    "message" VARCHAR(300),
    "finished_on" TIMESTAMPTZ(3),

    CONSTRAINT "bulk_items_pkey" PRIMARY KEY ("bulk_id","entity_id")
);

CREATE INDEX "bulk_operations_created_idx" ON "bulk_operations"("created_on" DESC, "id" DESC);
CREATE INDEX "bulk_operations_starter_idx" ON "bulk_operations"("started_by_id", "created_on" DESC, "id" DESC);
CREATE INDEX "bulk_operations_status_idx" ON "bulk_operations"("status", "created_on" DESC, "id" DESC);
CREATE INDEX "bulk_items_outcome_idx" ON "bulk_items"("bulk_id", "outcome", "entity_id");

ALTER TABLE "bulk_items" ADD CONSTRAINT "bulk_items_bulk_id_fkey" FOREIGN KEY ("bulk_id") REFERENCES "bulk_operations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE bulk_operations
  ADD CONSTRAINT bulk_operations_status_check CHECK (status IN ('queued', 'running', 'succeeded', 'partially_failed', 'failed', 'cancelled'));
ALTER TABLE bulk_items
  ADD CONSTRAINT bulk_items_outcome_check CHECK (outcome IN ('pending', 'done', 'refused', 'failed', 'skipped'));

GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_operations, bulk_items TO rookery_app;
