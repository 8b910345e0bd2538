-- Whether the tenant is not deleted, kept by a trigger: a page deep in the directory is then cut from one index alone.
ALTER TABLE "tenant_figures" ADD COLUMN "is_live" BOOLEAN NOT NULL DEFAULT true;
UPDATE tenant_figures f SET is_live = false FROM tenants t WHERE t.id = f.tenant_id AND t.deleted_on IS NOT NULL;

DROP INDEX "tenant_figures_risk_idx";
DROP INDEX "tenant_figures_sent_idx";
DROP INDEX "tenant_figures_rate_idx";
DROP INDEX "tenant_figures_cost_idx";
CREATE INDEX "tenant_figures_risk_idx" ON "tenant_figures"("is_live", "risk_rank", "at_risk_cents", "tenant_id");
CREATE INDEX "tenant_figures_sent_idx" ON "tenant_figures"("is_live", "sent", "tenant_id");
CREATE INDEX "tenant_figures_rate_idx" ON "tenant_figures"("is_live", "delivery_rate", "tenant_id");
CREATE INDEX "tenant_figures_cost_idx" ON "tenant_figures"("is_live", "monthly_cost_cents", "tenant_id");

CREATE OR REPLACE FUNCTION add_tenant_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO tenant_figures (tenant_id, is_live) VALUES (NEW.id, NEW.deleted_on IS NULL) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE FUNCTION mark_live_tenant_figures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE tenant_figures SET is_live = NEW.deleted_on IS NULL WHERE tenant_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER tenants_live_figures AFTER UPDATE OF deleted_on ON tenants FOR EACH ROW
  WHEN (OLD.deleted_on IS DISTINCT FROM NEW.deleted_on) EXECUTE FUNCTION mark_live_tenant_figures();
