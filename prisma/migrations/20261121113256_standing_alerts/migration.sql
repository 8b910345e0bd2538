-- Alerts that stand for as long as what they tell of holds: found by their key, those resolved a short while ago too.
CREATE INDEX alerts_standing_idx ON alerts (type, status, dedupe_key);
