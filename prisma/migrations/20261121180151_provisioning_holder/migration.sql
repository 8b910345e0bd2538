-- A creation whose process has died frees its code at once: the process holds the advisory lock of this key while it lives.
ALTER TABLE "provisioning_intents" ADD COLUMN "holder" BIGINT;
