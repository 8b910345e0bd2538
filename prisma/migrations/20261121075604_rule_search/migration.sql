-- Rules found by a part of their name; archived ones are in no list.
CREATE INDEX rules_search_idx ON rules USING gin (lower(name) gin_trgm_ops) WHERE archived_on IS NULL;
