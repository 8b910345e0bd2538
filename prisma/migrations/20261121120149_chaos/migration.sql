-- Sources that somebody degrades on purpose, to see what executives then see; each ends by itself.
CREATE TABLE "source_chaos" (
    "source" VARCHAR(20) NOT NULL,
    "mode" VARCHAR(8) NOT NULL,
    "set_by_id" UUID,
    "set_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" VARCHAR(500),

    CONSTRAINT "source_chaos_pkey" PRIMARY KEY ("source"),
    CONSTRAINT "source_chaos_source_fkey" FOREIGN KEY ("source") REFERENCES "source_health"("source") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "source_chaos_mode_check" CHECK ("mode" IN ('down', 'stale', 'slow', 'garbage')),
    CONSTRAINT "source_chaos_ends_check" CHECK ("ends_at" > "set_at")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "source_chaos" TO rookery_app;
