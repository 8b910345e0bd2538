-- Who somebody is at an identity provider, and whether the provider vouched for a second factor when a session was opened.
ALTER TABLE "sessions" ADD COLUMN "second_factor" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "user_identities" (
  "issuer" VARCHAR(500) NOT NULL,
  "subject" VARCHAR(255) NOT NULL,
  "user_id" UUID NOT NULL,
  "linked_on" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "user_identities_pkey" PRIMARY KEY ("issuer", "subject")
);
CREATE UNIQUE INDEX "user_identities_user_key" ON "user_identities" ("user_id", "issuer");
ALTER TABLE "user_identities" ADD CONSTRAINT "user_identities_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE;

GRANT SELECT, INSERT, DELETE ON "user_identities" TO rookery_app;
