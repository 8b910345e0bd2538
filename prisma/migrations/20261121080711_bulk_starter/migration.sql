-- The starter's token version of that moment: being signed out everywhere ends what their sign-ins have started.
ALTER TABLE "bulk_operations" ADD COLUMN "started_by_token_version" INTEGER;
