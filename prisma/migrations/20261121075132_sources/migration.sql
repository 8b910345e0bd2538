-- What the sources of the executive figures bring (decisions §8): raw events, facts, last readings, health.

-- Raw delivery events, one partition a month of `occurred_at`. No recipient and no message id is stored: `event_key` is a hash of
-- provider, message, recipient and kind. `sequence` orders by arrival; the aggregation moves along it.
CREATE SEQUENCE esp_events_sequence_seq;
CREATE TABLE "esp_events" (
    "provider" VARCHAR(10) NOT NULL,
    "event_key" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT nextval('esp_events_sequence_seq'),
    "kind" VARCHAR(12) NOT NULL,
    "detail" VARCHAR(40),
    "tenant_id" UUID,
    "sending_ip" VARCHAR(45),
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "esp_events_pkey" PRIMARY KEY ("provider", "event_key", "occurred_at")
) PARTITION BY RANGE ("occurred_at");
ALTER SEQUENCE esp_events_sequence_seq OWNED BY esp_events.sequence;
CREATE INDEX "esp_events_sequence_idx" ON "esp_events"("sequence");
ALTER TABLE esp_events
  ADD CONSTRAINT esp_events_provider_check CHECK (provider IN ('postmark', 'mailgun')),
  ADD CONSTRAINT esp_events_kind_check CHECK (kind IN ('accepted', 'delivered', 'deferred', 'bounced', 'complained', 'opened', 'clicked', 'unsubscribed'));

CREATE FUNCTION ensure_esp_partition(month date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_day date := date_trunc('month', month);
  part text := 'esp_events_' || to_char(first_day, 'YYYY_MM');
BEGIN
  IF to_regclass(part) IS NOT NULL THEN RETURN false; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_esp_partition'));
  EXECUTE format('CREATE TABLE %I PARTITION OF esp_events FOR VALUES FROM (%L) TO (%L)', part,
    first_day::timestamp AT TIME ZONE 'UTC', (first_day + interval '1 month')::timestamp AT TIME ZONE 'UTC');
  RETURN true;
EXCEPTION
  WHEN duplicate_table THEN
    RETURN false;
  WHEN check_violation THEN
    -- The month already has rows in the default partition: they stay there, and so does the month.
    RAISE WARNING 'delivery events of % stay in the default partition', to_char(first_day, 'YYYY-MM');
    RETURN false;
END $$;
CREATE TABLE esp_events_default PARTITION OF esp_events DEFAULT;
SELECT ensure_esp_partition((date_trunc('month', now()) + make_interval(months => n))::date) FROM generate_series(-14, 2) n;

-- Drops whole months of raw events that `sources.rawRetentionMonths` has left behind. Their facts stay.
CREATE FUNCTION drop_expired_esp_partitions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  months integer := greatest(1, coalesce(
    (SELECT (c.values ->> 'sources.rawRetentionMonths')::integer FROM configuration_versions c ORDER BY c.version DESC LIMIT 1), 14));
  horizon date := date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => months);
  applied bigint := coalesce((SELECT w.sequence FROM aggregation_watermarks w WHERE w.name = 'esp_events'), 0);
  part record;
  last_sequence bigint;
  dropped integer := 0;
BEGIN
  FOR part IN
    SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'esp_events'::regclass AND c.relname ~ '^esp_events_\d{4}_\d{2}$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') < horizon ORDER BY 1
  LOOP
    EXECUTE format('SELECT coalesce(max(sequence), 0) FROM %I', part.name) INTO last_sequence;
    -- What has not been counted yet is not thrown away.
    CONTINUE WHEN last_sequence > applied;
    EXECUTE format('DROP TABLE %I', part.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;

-- How far along `sequence` an aggregation has come; moves in the transaction that moves the facts.
CREATE TABLE "aggregation_watermarks" (
    "name" VARCHAR(40) NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "aggregation_watermarks_pkey" PRIMARY KEY ("name")
);
INSERT INTO aggregation_watermarks (name) VALUES ('esp_events');

-- Sums of raw events over the UTC day that they occurred on. `sent` is what came to an end: delivered + bounced.
CREATE TABLE "tenant_daily_facts" (
    "tenant_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "deferred" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "opened" BIGINT NOT NULL DEFAULT 0,
    "clicked" BIGINT NOT NULL DEFAULT 0,
    "unsubscribed" BIGINT NOT NULL DEFAULT 0,
    "accepted" BIGINT NOT NULL DEFAULT 0,
    "events" BIGINT NOT NULL DEFAULT 0,
    "last_occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_daily_facts_pkey" PRIMARY KEY ("tenant_id", "day")
);
CREATE INDEX "tenant_daily_facts_day_idx" ON "tenant_daily_facts"("day", "tenant_id");
CREATE INDEX "tenant_daily_facts_updated_idx" ON "tenant_daily_facts"("updated_at");

-- The whole fleet by day; what names no tenant, or an unknown one, is the row with `is_attributed` false.
CREATE TABLE "fleet_daily_facts" (
    "day" DATE NOT NULL,
    "is_attributed" BOOLEAN NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "deferred" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,
    "opened" BIGINT NOT NULL DEFAULT 0,
    "clicked" BIGINT NOT NULL DEFAULT 0,
    "unsubscribed" BIGINT NOT NULL DEFAULT 0,
    "accepted" BIGINT NOT NULL DEFAULT 0,
    "events" BIGINT NOT NULL DEFAULT 0,
    "last_occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fleet_daily_facts_pkey" PRIMARY KEY ("day", "is_attributed")
);

-- The same by tenant and hour, for rules over short windows; kept for 35 days.
CREATE TABLE "tenant_hourly_facts" (
    "tenant_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "sent" BIGINT NOT NULL DEFAULT 0,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "bounced" BIGINT NOT NULL DEFAULT 0,
    "complained" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "tenant_hourly_facts_pkey" PRIMARY KEY ("tenant_id", "hour")
);
CREATE INDEX "tenant_hourly_facts_hour_idx" ON "tenant_hourly_facts"("hour");

-- Signatures of Mailgun do not cover the body: a token is good for the one event that it first came with.
CREATE TABLE "webhook_tokens" (
    "provider" VARCHAR(10) NOT NULL,
    "token" UUID NOT NULL,
    "event_key" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_tokens_pkey" PRIMARY KEY ("provider", "token")
);
CREATE INDEX "webhook_tokens_received_idx" ON "webhook_tokens"("received_at");

-- Stripe: every event once, and the state of each subscription as of the newest of them.
CREATE TABLE "subscriptions" (
    "subscription_id" VARCHAR(80) NOT NULL,
    "customer_id" VARCHAR(80),
    "tenant_id" UUID,
    "plan" VARCHAR(40),
    "status" VARCHAR(24) NOT NULL,
    "period_start" TIMESTAMPTZ(3),
    "period_end" TIMESTAMPTZ(3),
    "list_price_minor" BIGINT NOT NULL,
    "interval_months" INTEGER NOT NULL DEFAULT 1,
    "currency" CHAR(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "canceled_at" TIMESTAMPTZ(3),
    "source_event_id" VARCHAR(120) NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("subscription_id")
);
CREATE INDEX "subscriptions_tenant_idx" ON "subscriptions"("tenant_id", "as_of");
CREATE INDEX "subscriptions_customer_idx" ON "subscriptions"("customer_id");
CREATE TABLE "subscription_events" (
    "event_id" VARCHAR(120) NOT NULL,
    "type" VARCHAR(60) NOT NULL,
    "subscription_id" VARCHAR(80),
    "customer_id" VARCHAR(80),
    "tenant_id" UUID,
    "plan" VARCHAR(40),
    "status" VARCHAR(24),
    "list_price_minor" BIGINT,
    "interval_months" INTEGER,
    "amount_minor" BIGINT,
    "currency" CHAR(3),
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscription_events_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "subscription_events_tenant_idx" ON "subscription_events"("tenant_id", "occurred_at");
CREATE INDEX "subscription_events_subscription_idx" ON "subscription_events"("subscription_id", "occurred_at");
CREATE INDEX "subscription_events_occurred_idx" ON "subscription_events"("occurred_at");
ALTER TABLE subscriptions
  ADD CONSTRAINT subscriptions_price_check CHECK (list_price_minor >= 0),
  ADD CONSTRAINT subscriptions_interval_check CHECK (interval_months > 0),
  ADD CONSTRAINT subscriptions_status_check CHECK (status IN ('active', 'trialing', 'past_due', 'canceled', 'unpaid', 'incomplete', 'incomplete_expired', 'paused'));

-- Infrastructure (domain.md §3): money is integer cents a month.
CREATE TABLE "vps_instances" (
    "instance_id" VARCHAR(64) NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "product" VARCHAR(120),
    "status" VARCHAR(24) NOT NULL,
    "tenant_id" UUID,
    "monthly_cost_minor" BIGINT NOT NULL,
    "cost_basis" VARCHAR(12) NOT NULL,
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "main_ip" VARCHAR(45),
    "bandwidth_used_percent" INTEGER,
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "vps_instances_pkey" PRIMARY KEY ("instance_id")
);
CREATE INDEX "vps_instances_tenant_idx" ON "vps_instances"("tenant_id");
CREATE TABLE "smtp_ips" (
    "ip_address" VARCHAR(45) NOT NULL,
    "instance_id" VARCHAR(64),
    "status" VARCHAR(12) NOT NULL,
    "reputation_state" VARCHAR(10),
    "is_blacklisted" BOOLEAN,
    "monthly_cost_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "smtp_ips_pkey" PRIMARY KEY ("ip_address"),
    CONSTRAINT "smtp_ips_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "vps_instances"("instance_id") ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE INDEX "smtp_ips_instance_idx" ON "smtp_ips"("instance_id");
CREATE TABLE "ip_assignments" (
    "tenant_id" UUID NOT NULL,
    "domain" VARCHAR(253) NOT NULL,
    "ip_address" VARCHAR(45) NOT NULL,
    "status" VARCHAR(10) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "as_of" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ip_assignments_pkey" PRIMARY KEY ("tenant_id", "domain", "ip_address")
);
CREATE INDEX "ip_assignments_ip_idx" ON "ip_assignments"("ip_address");
ALTER TABLE vps_instances
  ADD CONSTRAINT vps_instances_cost_check CHECK (monthly_cost_minor >= 0),
  ADD CONSTRAINT vps_instances_basis_check CHECK (cost_basis IN ('price_list', 'configured')),
  ADD CONSTRAINT vps_instances_status_check CHECK (status IN ('active', 'provisioning', 'scheduled_decommission', 'decommissioned'));
ALTER TABLE smtp_ips
  ADD CONSTRAINT smtp_ips_cost_check CHECK (monthly_cost_minor >= 0),
  ADD CONSTRAINT smtp_ips_status_check CHECK (status IN ('available', 'assigned', 'warming', 'warmed', 'active', 'degraded', 'burned', 'quarantined')),
  ADD CONSTRAINT smtp_ips_reputation_check CHECK (reputation_state IN ('good', 'fair', 'poor', 'critical'));
ALTER TABLE ip_assignments
  ADD CONSTRAINT ip_assignments_status_check CHECK (status IN ('active', 'warming', 'scheduled', 'expired'));

-- The last good answer of each pulled source, by kind and subject, with its time. docs/sources.md lists the kinds.
CREATE TABLE "source_readings" (
    "source" VARCHAR(30) NOT NULL,
    "kind" VARCHAR(30) NOT NULL,
    "subject" VARCHAR(120) NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "source_readings_pkey" PRIMARY KEY ("source", "kind", "subject")
);
CREATE TABLE "source_health" (
    "source" VARCHAR(30) NOT NULL,
    "state" VARCHAR(12) NOT NULL DEFAULT 'unknown',
    "breaker" VARCHAR(10) NOT NULL DEFAULT 'closed',
    "last_attempt_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "error_class" VARCHAR(20),
    "error" VARCHAR(300),
    "duration_ms" INTEGER,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_health_pkey" PRIMARY KEY ("source")
);
ALTER TABLE source_health
  ADD CONSTRAINT source_health_state_check CHECK (state IN ('unknown', 'healthy', 'failing', 'unconfigured')),
  ADD CONSTRAINT source_health_breaker_check CHECK (breaker IN ('closed', 'open', 'half_open'));
INSERT INTO source_health (source) VALUES ('esp_events'), ('esp_billing'), ('subscriptions'), ('infrastructure'), ('backbone_health'),
  ('business_events'), ('queue_events'), ('market');

-- Business events of PostHog and of the queue in one form (domain.md §4): money in minor units, a range.
CREATE TABLE "business_events" (
    "id" UUID NOT NULL,
    "origin" VARCHAR(10) NOT NULL,
    "source_event_id" VARCHAR(120) NOT NULL,
    "kind" VARCHAR(30) NOT NULL,
    "tenant_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "low_minor" BIGINT,
    "high_minor" BIGINT,
    "currency" CHAR(3) NOT NULL DEFAULT 'USD',
    "priority" VARCHAR(10) NOT NULL,
    "status" VARCHAR(12),
    "detail" JSONB NOT NULL DEFAULT '{}',
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "business_events_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "business_events_source_key" ON "business_events"("origin", "source_event_id");
CREATE INDEX "business_events_tenant_idx" ON "business_events"("tenant_id", "occurred_at");
CREATE INDEX "business_events_kind_idx" ON "business_events"("kind", "occurred_at");
CREATE INDEX "business_events_occurred_idx" ON "business_events"("occurred_at");
ALTER TABLE business_events
  ADD CONSTRAINT business_events_origin_check CHECK (origin IN ('posthog', 'queue')),
  ADD CONSTRAINT business_events_range_check CHECK ((low_minor IS NULL) = (high_minor IS NULL) AND low_minor <= high_minor),
  ADD CONSTRAINT business_events_priority_check CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  ADD CONSTRAINT business_events_kind_check CHECK (kind IN ('revenue_protection', 'cost_optimization', 'strategic_decision',
    'deliverability', 'operational_efficiency', 'resource_usage'));

-- Published events, each id once, and the alert that one made.
CREATE TABLE "queue_events" (
    "event_id" VARCHAR(100) NOT NULL,
    "type" VARCHAR(24) NOT NULL,
    "source" VARCHAR(80) NOT NULL,
    "tenant_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "priority" VARCHAR(10) NOT NULL,
    "payload" JSONB NOT NULL,
    "alert_id" UUID,
    "published_by_id" UUID,

    CONSTRAINT "queue_events_pkey" PRIMARY KEY ("event_id")
);
CREATE INDEX "queue_events_received_idx" ON "queue_events"("received_at");
CREATE INDEX "queue_events_tenant_idx" ON "queue_events"("tenant_id", "occurred_at");
ALTER TABLE queue_events
  ADD CONSTRAINT queue_events_priority_check CHECK (priority IN ('critical', 'high', 'medium', 'low')),
  ADD CONSTRAINT queue_events_type_check CHECK (type IN ('system_alert', 'business_event', 'operational_update', 'performance_metric', 'user_action'));

-- One model of alerts: what rules, jobs, thresholds and queue events have to say is an alert, and the feed of notifications reads them.
ALTER TABLE alerts
  ADD COLUMN "scope" VARCHAR(12) NOT NULL DEFAULT 'system',
  ADD COLUMN "category" VARCHAR(20) NOT NULL DEFAULT 'system_health',
  ADD COLUMN "actions" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "impact_range" VARCHAR(40),
  ADD CONSTRAINT alerts_scope_check CHECK (scope IN ('system', 'operational', 'business')),
  ADD CONSTRAINT alerts_category_check CHECK (category IN ('revenue_risk', 'deliverability', 'cost_anomaly', 'system_health', 'compliance'));
CREATE INDEX "alerts_scope_idx" ON "alerts"("scope", "created_on", "id");
CREATE TABLE "alert_reviews" (
    "alert_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "notes" VARCHAR(1000),
    "reviewed_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_reviews_pkey" PRIMARY KEY ("user_id", "alert_id"),
    CONSTRAINT "alert_reviews_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "alert_reviews_alert_idx" ON "alert_reviews"("alert_id");

GRANT SELECT, INSERT ON esp_events TO rookery_app;
GRANT USAGE ON SEQUENCE esp_events_sequence_seq TO rookery_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON aggregation_watermarks, tenant_daily_facts, fleet_daily_facts, tenant_hourly_facts, webhook_tokens,
  subscriptions, vps_instances, smtp_ips, ip_assignments, source_readings, source_health, business_events, queue_events, alert_reviews TO rookery_app;
GRANT SELECT, INSERT ON subscription_events TO rookery_app;
REVOKE ALL ON FUNCTION ensure_esp_partition(date), drop_expired_esp_partitions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_esp_partition(date), drop_expired_esp_partitions() TO rookery_app;
