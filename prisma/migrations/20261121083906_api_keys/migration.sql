-- API keys for external dashboards (decisions §2, §9). Only the SHA-256 of a key is kept.

CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "name" VARCHAR(120) NOT NULL,
    "role_id" UUID NOT NULL,
    -- NULL: as far as the role reaches.
    "tenant_ids" UUID[],
    "hash" BYTEA NOT NULL,
    "created_by_id" UUID,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_on" TIMESTAMPTZ(3),
    "last_used_on" TIMESTAMPTZ(3),
    "revoked_on" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "api_keys_role_id_fkey" FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    -- Never the SuperAdmin's role (decisions §2).
    CONSTRAINT "api_keys_role_check" CHECK ("role_id" <> '01900000-0000-7000-8000-000000000001'),
    CONSTRAINT "api_keys_tenants_check" CHECK (cardinality("tenant_ids") > 0),
    CONSTRAINT "api_keys_expiry_check" CHECK ("expires_on" > "created_on")
);

CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");
CREATE INDEX "api_keys_created_idx" ON "api_keys"("created_on", "id");
CREATE INDEX "api_keys_role_idx" ON "api_keys"("role_id");

GRANT SELECT, INSERT, UPDATE, DELETE ON "api_keys" TO rookery_app;
