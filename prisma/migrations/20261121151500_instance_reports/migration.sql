-- What each running instance says of itself. UNLOGGED: after a crash of the database every instance reports anew.
CREATE UNLOGGED TABLE "instance_reports" (
    "instance_id" UUID NOT NULL,
    "started_on" TIMESTAMPTZ(3) NOT NULL,
    "reported_on" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "report" JSONB NOT NULL,

    CONSTRAINT "instance_reports_pkey" PRIMARY KEY ("instance_id")
);
CREATE INDEX "instance_reports_reported_idx" ON "instance_reports"("reported_on");
GRANT SELECT, INSERT, UPDATE, DELETE ON instance_reports TO rookery_app;
