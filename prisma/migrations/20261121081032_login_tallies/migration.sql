-- The sign-in attempts of the last ninety days, one row a user (SRS §10): how many lie in a window is told by a binary search in a
-- sorted array, so that planning a rule reads a row for each user who signed in and groups nothing.
CREATE TABLE "login_tallies" (
    "user_id" UUID NOT NULL,
    "failed" TIMESTAMPTZ(3)[] NOT NULL,
    "succeeded" TIMESTAMPTZ(3)[] NOT NULL,
    "seen" TIMESTAMPTZ(3)[] NOT NULL,
    "networks" TEXT[] NOT NULL,

    CONSTRAINT "login_tallies_pkey" PRIMARY KEY ("user_id")
);

ALTER TABLE "login_tallies" ADD CONSTRAINT "login_tallies_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Each sign-in rewrites its user's row: room for that in the page keeps the index out of it.
ALTER TABLE login_tallies SET (fillfactor = 80);

GRANT SELECT, INSERT, UPDATE ON login_tallies TO rookery_app;

-- Two rising arrays of moments as one; what is older than any window may look back is dropped.
CREATE FUNCTION merge_moments(known timestamptz[], added timestamptz[]) RETURNS timestamptz[] LANGUAGE sql STABLE AS $$
  SELECT joined[width_bucket(now() - interval '91 days', joined) + 1:]
  FROM (SELECT CASE
      WHEN cardinality(added) = 0 THEN known
      WHEN cardinality(known) = 0 OR known[cardinality(known)] <= added[1] THEN known || added
      ELSE (SELECT array_agg(m ORDER BY m) FROM unnest(known || added) m)
    END AS joined) both_parts
$$;

-- `networks` are those that a user came from, `seen` when each was last come from, in that order: the latest last.
CREATE FUNCTION tally_logins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO login_tallies AS t (user_id, failed, succeeded, seen, networks)
  SELECT e.user_id,
    coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on) FILTER (WHERE NOT e.succeeded), '{}'),
    coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on) FILTER (WHERE e.succeeded), '{}'),
    coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on, e.ip_address) FILTER (WHERE e.is_last), '{}'),
    coalesce(array_agg(e.ip_address ORDER BY e.occurred_on, e.ip_address) FILTER (WHERE e.is_last), '{}')
  FROM (
    SELECT user_id, occurred_on, succeeded, ip_address,
      ip_address IS NOT NULL AND row_number() OVER (PARTITION BY user_id, ip_address ORDER BY occurred_on DESC, id DESC) = 1 AS is_last
    FROM added WHERE occurred_on > now() - interval '91 days') e
  GROUP BY e.user_id ORDER BY e.user_id
  ON CONFLICT (user_id) DO UPDATE SET
    failed = merge_moments(t.failed, excluded.failed),
    succeeded = merge_moments(t.succeeded, excluded.succeeded),
    (seen, networks) = (
      SELECT coalesce(array_agg(n.seen ORDER BY n.seen, n.network), '{}'), coalesce(array_agg(n.network ORDER BY n.seen, n.network), '{}')
      FROM (
        SELECT network, max(seen) AS seen
        FROM (SELECT * FROM unnest(t.networks, t.seen) UNION ALL SELECT * FROM unnest(excluded.networks, excluded.seen)) u (network, seen)
        GROUP BY network) n
      WHERE n.seen > now() - interval '91 days');
  RETURN NULL;
END $$;

CREATE TRIGGER login_events_tallied AFTER INSERT ON login_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_logins();

-- Those that are there already.
INSERT INTO login_tallies (user_id, failed, succeeded, seen, networks)
SELECT e.user_id,
  coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on) FILTER (WHERE NOT e.succeeded), '{}'),
  coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on) FILTER (WHERE e.succeeded), '{}'),
  coalesce(array_agg(e.occurred_on ORDER BY e.occurred_on, e.ip_address) FILTER (WHERE e.is_last), '{}'),
  coalesce(array_agg(e.ip_address ORDER BY e.occurred_on, e.ip_address) FILTER (WHERE e.is_last), '{}')
FROM (
  SELECT user_id, occurred_on, succeeded, ip_address,
    ip_address IS NOT NULL AND row_number() OVER (PARTITION BY user_id, ip_address ORDER BY occurred_on DESC, id DESC) = 1 AS is_last
  FROM login_events WHERE occurred_on > now() - interval '91 days') e
GROUP BY e.user_id;
