-- Read models of the executive figures: sums and shares that jobs bring up to date, so that no request ever waits for them.

-- One row a tenant, from its creation on. Mail is of the 30 UTC days that end with `mail_on`, the prior one of the 30 before. What is
-- not known yet sorts last: -1.
CREATE TABLE "tenant_figures" (
    "tenant_id" UUID NOT NULL,
    "mail_on" DATE,
    "mail_at" TIMESTAMPTZ(3),
    "mail_rows" INTEGER NOT NULL DEFAULT 0,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "prior_sent" BIGINT NOT NULL DEFAULT 0,
    "prior_delivered" BIGINT NOT NULL DEFAULT 0,
    "prior_bounced" BIGINT NOT NULL DEFAULT 0,
    "prior_complained" BIGINT NOT NULL DEFAULT 0,
    "risk_rank" SMALLINT NOT NULL DEFAULT -1,
    "at_risk_cents" BIGINT NOT NULL DEFAULT 0,
    "delivery_rate" DOUBLE PRECISION NOT NULL DEFAULT -1,
    "long_on" DATE,
    "cost_at" TIMESTAMPTZ(3),
    "server_cents" BIGINT NOT NULL DEFAULT 0,
    "address_cents" BIGINT NOT NULL DEFAULT 0,
    "monthly_cost_cents" BIGINT NOT NULL DEFAULT -1,
    "addresses" INTEGER NOT NULL DEFAULT 0,
    "address_state" VARCHAR(10),
    "listings" INTEGER NOT NULL DEFAULT 0,
    "revenue_at" TIMESTAMPTZ(3),
    "price_cents" BIGINT,
    "subscription_status" VARCHAR(24),
    "subscriptions" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tenant_figures_pkey" PRIMARY KEY ("tenant_id"),
    CONSTRAINT "tenant_figures_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "tenant_figures_risk_idx" ON "tenant_figures"("risk_rank", "at_risk_cents", "tenant_id");
CREATE INDEX "tenant_figures_sent_idx" ON "tenant_figures"("sent", "tenant_id");
CREATE INDEX "tenant_figures_rate_idx" ON "tenant_figures"("delivery_rate", "tenant_id");
CREATE INDEX "tenant_figures_cost_idx" ON "tenant_figures"("monthly_cost_cents", "tenant_id");

CREATE FUNCTION add_tenant_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_figures (tenant_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_figures AFTER INSERT ON tenants FOR EACH ROW EXECUTE FUNCTION add_tenant_figures();
INSERT INTO tenant_figures (tenant_id) SELECT id FROM tenants;

-- A tenant's mail over 30, 90, 182 and 365 UTC days, for rankings over the windows of revenue protection.
CREATE TABLE "tenant_windows" (
    "days" SMALLINT NOT NULL,
    "tenant_id" UUID NOT NULL,
    "sent" BIGINT NOT NULL,
    "delivered" BIGINT NOT NULL,
    "bounced" BIGINT NOT NULL,
    "complained" BIGINT NOT NULL,
    "mail_rows" INTEGER NOT NULL,
    "risk_rank" SMALLINT NOT NULL,
    "at_risk_cents" BIGINT NOT NULL,
    "computed_on" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenant_windows_pkey" PRIMARY KEY ("days", "tenant_id"),
    CONSTRAINT "tenant_windows_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "tenant_windows_risk_idx" ON "tenant_windows"("days", "at_risk_cents", "tenant_id");

-- Facts of the whole platform, one row a group, with what they were computed under.
CREATE TABLE "executive_facts" (
    "name" VARCHAR(30) NOT NULL,
    "facts" JSONB NOT NULL,
    "computed_on" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "executive_facts_pkey" PRIMARY KEY ("name")
);

-- How far the read models have come: what changed before `reached` is in them, under the coefficients of that hash.
CREATE TABLE "figure_progress" (
    "name" VARCHAR(20) NOT NULL,
    "reached" TIMESTAMPTZ(3),
    "coefficients" VARCHAR(64),
    "refreshed_on" TIMESTAMPTZ(3),

    CONSTRAINT "figure_progress_pkey" PRIMARY KEY ("name")
);
INSERT INTO figure_progress (name) VALUES ('figures');

-- What was attributed in each week, for trends: a tenant's part, and under the nil id the whole fleet's.
CREATE TABLE "cost_history" (
    "subject_id" UUID NOT NULL,
    "week" DATE NOT NULL,
    "monthly_cents" BIGINT NOT NULL,

    CONSTRAINT "cost_history_pkey" PRIMARY KEY ("subject_id", "week")
);
CREATE INDEX "cost_history_week_idx" ON "cost_history"("week");

-- Open alerts by tenant and priority, and those of a kind over time.
CREATE INDEX alerts_open_idx ON alerts (priority, tenant_id) WHERE status = 'open';
CREATE INDEX "alerts_category_idx" ON "alerts"("category", "created_on");

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_figures, tenant_windows, executive_facts, figure_progress, cost_history TO rookery_app;
