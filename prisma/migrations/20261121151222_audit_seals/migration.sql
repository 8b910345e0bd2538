-- Seals of the audit log: each covers a range of sequence numbers, holds the hash of the one before, and is signed with a key that the
-- database has never seen. `entries` holds sequence, month and hash of each record, 44 bytes each.
CREATE TABLE "audit_seals" (
    "number" BIGINT NOT NULL,
    "format" SMALLINT NOT NULL,
    "previous" BYTEA NOT NULL,
    "from_sequence" BIGINT NOT NULL,
    "to_sequence" BIGINT NOT NULL,
    "records" INTEGER NOT NULL,
    "root" BYTEA NOT NULL,
    "sealed_on" TIMESTAMPTZ(3) NOT NULL,
    "key_id" VARCHAR(64) NOT NULL,
    "hash" BYTEA NOT NULL,
    "signature" BYTEA NOT NULL,
    "entries" BYTEA NOT NULL,

    CONSTRAINT "audit_seals_pkey" PRIMARY KEY ("number")
);
-- One successor each: of several who seal at once one is taken.
CREATE UNIQUE INDEX "audit_seals_previous_key" ON "audit_seals"("previous");
CREATE UNIQUE INDEX "audit_seals_from_key" ON "audit_seals"("from_sequence");
ALTER TABLE "audit_seals"
  ADD CONSTRAINT "audit_seals_range_check" CHECK ("number" >= 1 AND "from_sequence" <= "to_sequence"),
  ADD CONSTRAINT "audit_seals_entries_check" CHECK (octet_length("entries") = "records" * 44);
-- Hashes do not compress.
ALTER TABLE "audit_seals" ALTER COLUMN "entries" SET STORAGE EXTERNAL;
CREATE TRIGGER "audit_seals_immutable" BEFORE UPDATE OR DELETE ON "audit_seals"
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER "audit_seals_no_truncate" BEFORE TRUNCATE ON "audit_seals"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
GRANT SELECT, INSERT ON "audit_seals" TO rookery_app;

-- Up to which seal an HTTP sink has been told. It decides only what is sent next, and proves nothing.
CREATE TABLE "audit_checkpoint_cursors" (
    "sink" VARCHAR(64) NOT NULL,
    "number" BIGINT NOT NULL,
    "published_on" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_checkpoint_cursors_pkey" PRIMARY KEY ("sink")
);
GRANT SELECT, INSERT, UPDATE ON "audit_checkpoint_cursors" TO rookery_app;

-- Records are sealed and verified by ranges of their numbers, which grow with every insert: each lands at the right edge.
CREATE INDEX "audit_events_sequence_idx" ON "audit_events"("sequence");
