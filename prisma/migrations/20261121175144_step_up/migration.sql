-- When the session last confirmed who it is, by the database's clock; and identities get a name of their own, to be unlinked by.
ALTER TABLE "sessions" ADD COLUMN "stepped_up_at" TIMESTAMPTZ(3);

ALTER TABLE "user_identities" ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX "user_identities_id_key" ON "user_identities" ("id");
