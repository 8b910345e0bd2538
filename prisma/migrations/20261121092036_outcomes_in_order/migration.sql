-- The outcomes of a run are read page by page in the order of their entities, whatever their status.
CREATE INDEX "rule_effects_outcomes_idx" ON "rule_effects"("execution_id", "entity_id");
