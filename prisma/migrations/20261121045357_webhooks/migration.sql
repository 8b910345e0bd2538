-- A tenant's webhooks and what was sent to them (decisions §5 webhooks).

CREATE TABLE "webhooks" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "url" VARCHAR(2048) NOT NULL,
    "description" VARCHAR(300),
    "events" TEXT[] NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_because" VARCHAR(10),
    "secret" VARCHAR(200) NOT NULL,
    "previous_secret" VARCHAR(200),
    "previous_secret_ends_on" TIMESTAMPTZ(3),
    "failures_in_row" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhooks_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhooks_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "webhooks_events_check" CHECK (cardinality("events") > 0),
    -- Tenant: for as long as the tenant is suspended. Failures and gone: by itself. Operator: by somebody's hand.
    CONSTRAINT "webhooks_disabled_check" CHECK ("disabled_because" IN ('operator', 'tenant', 'failures', 'gone')),
    CONSTRAINT "webhooks_enabled_check" CHECK ("is_enabled" = ("disabled_because" IS NULL)),
    CONSTRAINT "webhooks_secrets_check" CHECK (("previous_secret" IS NULL) = ("previous_secret_ends_on" IS NULL))
);

CREATE TABLE "webhook_deliveries" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "event_type" VARCHAR(40) NOT NULL,
    "data" JSONB NOT NULL,
    "occurred_on" TIMESTAMPTZ(3) NOT NULL,
    "status" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "status_code" SMALLINT,
    "duration_ms" INTEGER,
    "error" VARCHAR(500),
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tried_on" TIMESTAMPTZ(3),
    "finished_on" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "webhook_deliveries_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhooks"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "webhook_deliveries_status_check" CHECK ("status" IN ('queued', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT "webhook_deliveries_finished_check" CHECK (("status" = 'queued') = ("finished_on" IS NULL))
);

CREATE INDEX "webhooks_tenant_idx" ON "webhooks"("tenant_id", "created_on", "id");
CREATE INDEX "webhook_deliveries_created_idx" ON "webhook_deliveries"("webhook_id", "created_on" DESC, "id" DESC);
CREATE INDEX "webhook_deliveries_status_idx" ON "webhook_deliveries"("webhook_id", "status", "created_on" DESC, "id" DESC);
-- For upkeep: what has not ended though it is old, and what has ended long ago.
CREATE INDEX "webhook_deliveries_queued_idx" ON "webhook_deliveries"("created_on") WHERE "status" = 'queued';
CREATE INDEX "webhook_deliveries_finished_idx" ON "webhook_deliveries"("finished_on") WHERE "finished_on" IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON "webhooks", "webhook_deliveries" TO rookery_app;
