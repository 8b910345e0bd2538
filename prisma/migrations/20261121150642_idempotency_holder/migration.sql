-- Who holds a running claim: the key of a session lock that its process keeps, and that ends with the process.
ALTER TABLE "idempotency_keys" ADD COLUMN "holder" BIGINT;
