-- Rules ask for what lies between two moments: an hour and a day are looked up by their end.
ALTER TABLE "tenant_hourly_facts" RENAME COLUMN "hour" TO "hour_end";
ALTER INDEX "tenant_hourly_facts_hour_idx" RENAME TO "tenant_hourly_facts_end_idx";
CREATE INDEX tenant_daily_facts_end_idx ON tenant_daily_facts ((((day + 1)::timestamp) AT TIME ZONE 'UTC'));
