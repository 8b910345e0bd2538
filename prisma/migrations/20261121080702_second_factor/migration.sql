-- Second factors (decisions §9 TOTP). The secret is sealed, recovery codes are hashes.

CREATE TABLE "user_totp" (
    "user_id" UUID NOT NULL,
    "secret" VARCHAR(200) NOT NULL,
    -- The newest time step whose code was taken: none is taken twice.
    "last_step" BIGINT,
    "created_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_on" TIMESTAMPTZ(3),

    CONSTRAINT "user_totp_pkey" PRIMARY KEY ("user_id"),
    CONSTRAINT "user_totp_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "user_totp_confirmed_check" CHECK ("last_step" IS NULL OR "confirmed_on" IS NOT NULL)
);

CREATE TABLE "recovery_codes" (
    "user_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "spent_on" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("user_id", "hash"),
    CONSTRAINT "recovery_codes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_totp"("user_id") ON DELETE CASCADE ON UPDATE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "user_totp", "recovery_codes" TO rookery_app;
