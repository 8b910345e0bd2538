-- Copies of one tenant's summary for meetings (decisions §7): what was shown, as it was shown. Insert-only for everybody.
CREATE TABLE "snapshots" (
    "snapshot_id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    -- Counted by tenant: a number that all share would tell of the others.
    "number" INTEGER NOT NULL,
    "captured_at" TIMESTAMPTZ(3) NOT NULL,
    "captured_by_id" UUID NOT NULL,
    "captured_by_role" VARCHAR(64) NOT NULL,
    "note" VARCHAR(200),
    "data_quality" VARCHAR(8) NOT NULL,
    -- The canonical JSON that `sha256` is the hash of: text, since jsonb would write it anew.
    "document" TEXT NOT NULL,
    "sha256" CHAR(64) NOT NULL,

    CONSTRAINT "snapshots_pkey" PRIMARY KEY ("snapshot_id"),
    CONSTRAINT "snapshots_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "snapshots_number_check" CHECK ("number" > 0),
    CONSTRAINT "snapshots_quality_check" CHECK ("data_quality" IN ('standard', 'partial', 'stale')),
    CONSTRAINT "snapshots_sha256_check" CHECK ("sha256" = encode(sha256(convert_to("document", 'UTF8')), 'hex'))
);

CREATE UNIQUE INDEX "snapshots_number_key" ON "snapshots"("tenant_id", "number");
CREATE INDEX "snapshots_captured_idx" ON "snapshots"("captured_at", "snapshot_id");
CREATE INDEX "snapshots_tenant_idx" ON "snapshots"("tenant_id", "captured_at", "snapshot_id");

CREATE FUNCTION refuse_snapshot_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'snapshots are immutable' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER snapshots_immutable BEFORE UPDATE OR DELETE ON "snapshots"
  FOR EACH ROW EXECUTE FUNCTION refuse_snapshot_change();
CREATE TRIGGER snapshots_no_truncate BEFORE TRUNCATE ON "snapshots"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_snapshot_change();
GRANT SELECT, INSERT ON "snapshots" TO rookery_app;
