-- Links that nobody can use any more are removed by when they ended.
-- allow: one row a link that was sent, so that the index is made in an instant
CREATE INDEX "one_time_tokens_expiry_idx" ON "one_time_tokens"("expires_on");
