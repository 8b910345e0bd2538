-- Lists of users that stay quick at a million: by part of the address, by tenant with role and status, and far down.

-- Part of the address ---------------------------------------------------------------------------------------------------
-- Beside the users, so that a sign-in, which writes a user's row, leaves the large index alone.
CREATE TABLE "user_search" (
    "user_id" UUID NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "created_on" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_search_pkey" PRIMARY KEY ("user_id")
);
INSERT INTO user_search (user_id, email, created_on) SELECT id, email, created_on FROM users ORDER BY id;
ALTER TABLE "user_search" ADD CONSTRAINT "user_search_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- A search stops early or finds few: workers would start up for nothing.
ALTER TABLE user_search SET (parallel_workers = 0);

-- Every run of 1, 2, 3 and 5 bytes of the address, each packed into a number: length above, bytes below. Runs of five are rare
-- where three letters are common; lib/users/grams.ts takes the longest that the search has.
CREATE FUNCTION email_grams(address text) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bytes bytea := convert_to(address, 'UTF8');
  latest bigint := 0;
  grams bigint[] := '{}';
BEGIN
  FOR i IN 0 .. octet_length(bytes) - 1 LOOP
    latest := ((latest << 8) | get_byte(bytes, i)) & ((1::bigint << 40) - 1);
    grams := grams || ((1::bigint << 40) | (latest & 255));
    IF i >= 1 THEN grams := grams || ((2::bigint << 40) | (latest & 65535)); END IF;
    IF i >= 2 THEN grams := grams || ((3::bigint << 40) | (latest & 16777215)); END IF;
    IF i >= 4 THEN grams := grams || ((5::bigint << 40) | latest); END IF;
  END LOOP;
  RETURN grams;
END $$;
CREATE INDEX user_search_grams_idx ON user_search USING gin (email_grams(email));
DROP INDEX users_search_idx;

-- New addresses wait in a list that every search reads along: a short one, so that neither an invitation nor a search pays for many.
-- A bulk load makes a long one and works it in at once, which is quicker. Only the index's owner may.
CREATE FUNCTION add_searched_users() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
  SET gin_pending_list_limit = '512kB' AS $$
DECLARE is_bulk boolean := (SELECT count(*) FROM (SELECT FROM inserted LIMIT 1001) counted) > 1000;
BEGIN
  IF is_bulk THEN PERFORM set_config('gin_pending_list_limit', '256MB', true); END IF;
  INSERT INTO user_search (user_id, email, created_on) SELECT id, email, created_on FROM inserted;
  IF is_bulk THEN PERFORM gin_clean_pending_list('user_search_grams_idx'); END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION add_searched_users() FROM PUBLIC;
CREATE TRIGGER users_searched_in AFTER INSERT ON users REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION add_searched_users();
CREATE FUNCTION change_searched_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE user_search SET email = NEW.email, created_on = NEW.created_on WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER users_searched_changed AFTER UPDATE OF email, created_on ON users
  FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email OR OLD.created_on IS DISTINCT FROM NEW.created_on)
  EXECUTE FUNCTION change_searched_user();

-- Tenant with role and status ----------------------------------------------------------------------------------------------
-- A membership knows what lists of a tenant's users filter and sort by: they read one index and no user that does not match.
ALTER TABLE "user_tenants" ADD COLUMN "role_id" UUID, ADD COLUMN "status" VARCHAR(12), ADD COLUMN "created_on" TIMESTAMPTZ(3);
UPDATE user_tenants m SET role_id = u.role_id, status = u.status, created_on = u.created_on FROM users u WHERE u.id = m.user_id;
ALTER TABLE user_tenants ADD CONSTRAINT user_tenants_copied_check
  CHECK (role_id IS NOT NULL AND status IS NOT NULL AND created_on IS NOT NULL);
CREATE INDEX "user_tenants_list_idx" ON "user_tenants"("tenant_id", "role_id", "status", "created_on", "user_id");

-- The user's row is locked for it: whoever changes the user now comes after and finds the membership.
CREATE FUNCTION copy_user_to_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT role_id, status, created_on INTO NEW.role_id, NEW.status, NEW.created_on FROM users WHERE id = NEW.user_id FOR SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER user_tenants_copied BEFORE INSERT ON user_tenants FOR EACH ROW EXECUTE FUNCTION copy_user_to_membership();
CREATE FUNCTION copy_user_to_memberships() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE user_tenants SET role_id = NEW.role_id, status = NEW.status, created_on = NEW.created_on WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER users_copied AFTER UPDATE OF role_id, status, created_on ON users
  FOR EACH ROW WHEN (OLD.role_id IS DISTINCT FROM NEW.role_id OR OLD.status IS DISTINCT FROM NEW.status
    OR OLD.created_on IS DISTINCT FROM NEW.created_on)
  EXECUTE FUNCTION copy_user_to_memberships();

-- Role and status without a tenant, in the order of the list.
DROP INDEX users_role_idx;
DROP INDEX users_status_idx;
CREATE INDEX "users_role_idx" ON "users"("role_id", "created_on", "id");
CREATE INDEX "users_status_idx" ON "users"("status", "created_on", "id");
CREATE INDEX "users_role_status_idx" ON "users"("role_id", "status", "created_on", "id");

-- Far down -----------------------------------------------------------------------------------------------------------------
-- Never signed in counts as the longest ago; as an expression, so that rows can be compared by it. The column itself lets the
-- index answer alone.
DROP INDEX users_last_login_idx;
CREATE INDEX users_last_login_idx ON users (coalesce(last_login_on, '-infinity'::timestamptz), id) INCLUDE (last_login_on);

-- For each order of the list: every thousandth row, roughly, and how many rows follow up to the next. Together with the changes
-- that have not been worked in yet they give the place of page 10 000 exactly, whatever happens meanwhile.
CREATE TABLE "user_ranks" (
    "id" BIGSERIAL NOT NULL,
    "sort" VARCHAR(12) NOT NULL,
    "text_key" VARCHAR(254),
    "time_key" TIMESTAMPTZ(3),
    "user_id" UUID NOT NULL,
    "rows" BIGINT NOT NULL,

    CONSTRAINT "user_ranks_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "user_ranks_text_idx" ON "user_ranks"("sort", "text_key", "user_id");
CREATE INDEX "user_ranks_time_idx" ON "user_ranks"("sort", "time_key", "user_id");

-- One row for each that came (1) or went (-1); 0 says that there were too many to note, and that the ranks must be counted anew.
-- Rows are only ever added, so that no two writers wait for each other.
CREATE TABLE "user_rank_changes" (
    "id" BIGSERIAL NOT NULL,
    "sort" VARCHAR(12) NOT NULL,
    "text_key" VARCHAR(254),
    "time_key" TIMESTAMPTZ(3),
    "user_id" UUID NOT NULL,
    "change" SMALLINT NOT NULL,

    CONSTRAINT "user_rank_changes_pkey" PRIMARY KEY ("id")
);

CREATE FUNCTION user_rank_keys(email text, name text, created_on timestamptz, last_login_on timestamptz)
  RETURNS TABLE (sort text, text_key text, time_key timestamptz) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  VALUES ('email', email, NULL::timestamptz), ('name', name, NULL), ('createdOn', NULL, created_on),
    ('lastLoginOn', NULL, coalesce(last_login_on, '-infinity'::timestamptz));
$$;

CREATE FUNCTION note_user_ranks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM changed LIMIT 1001) noted) > 1000 THEN
    INSERT INTO user_rank_changes (sort, user_id, change)
      SELECT k.sort, '00000000-0000-0000-0000-000000000000', 0 FROM user_rank_keys('', '', now(), now()) k;
  ELSE
    INSERT INTO user_rank_changes (sort, text_key, time_key, user_id, change)
      SELECT k.sort, k.text_key, k.time_key, u.id, CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END
      FROM changed u, user_rank_keys(u.email, u.name, u.created_on, u.last_login_on) k;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER users_ranked_in AFTER INSERT ON users REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_user_ranks();
CREATE TRIGGER users_ranked_out AFTER DELETE ON users REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION note_user_ranks();
CREATE FUNCTION note_user_rank_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO user_rank_changes (sort, text_key, time_key, user_id, change)
    SELECT k.sort, k.text_key, k.time_key, NEW.id, k.change FROM (
      SELECT was.*, -1 AS change FROM user_rank_keys(OLD.email, OLD.name, OLD.created_on, OLD.last_login_on) was
      UNION ALL
      SELECT "is".*, 1 FROM user_rank_keys(NEW.email, NEW.name, NEW.created_on, NEW.last_login_on) "is"
    ) k
    WHERE CASE k.sort WHEN 'email' THEN OLD.email IS DISTINCT FROM NEW.email WHEN 'name' THEN OLD.name IS DISTINCT FROM NEW.name
      WHEN 'createdOn' THEN OLD.created_on IS DISTINCT FROM NEW.created_on
      ELSE OLD.last_login_on IS DISTINCT FROM NEW.last_login_on END;
  RETURN NULL;
END $$;
CREATE TRIGGER users_ranked_moved AFTER UPDATE OF email, name, created_on, last_login_on ON users
  FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email OR OLD.name IS DISTINCT FROM NEW.name
    OR OLD.created_on IS DISTINCT FROM NEW.created_on OR OLD.last_login_on IS DISTINCT FROM NEW.last_login_on)
  EXECUTE FUNCTION note_user_rank_moves();

-- Counts the ranks between two of them anew, or all without them. One statement, and so one snapshot: the changes that it sees are
-- in the rows that it counts and go; those that it does not see stay for the next time.
CREATE FUNCTION count_user_ranks(wanted text, width bigint, low user_ranks, high user_ranks) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key_column text := CASE WHEN wanted IN ('email', 'name') THEN 'text_key' ELSE 'time_key' END;
  key_of_user text := CASE wanted WHEN 'email' THEN 'u.email' WHEN 'name' THEN 'u.name' WHEN 'createdOn' THEN 'u.created_on'
    ELSE 'coalesce(u.last_login_on, ''-infinity''::timestamptz)' END;
  least_key text := CASE key_column WHEN 'text_key' THEN '''''::text' ELSE '''-infinity''::timestamptz' END;
  nobody text := '''00000000-0000-0000-0000-000000000000''::uuid';
  within text := 'true';
  kept text := 'true';
BEGIN
  IF low.id IS NOT NULL THEN
    within := format('(%s, u.id) >= ($2.%I, $2.user_id)', key_of_user, key_column);
    kept := format('change <> 0 AND (%I, user_id) >= ($2.%I, $2.user_id)', key_column, key_column);
    least_key := format('$2.%I', key_column);
    nobody := '$2.user_id';
  END IF;
  IF high.id IS NOT NULL THEN
    within := within || format(' AND (%s, u.id) < ($3.%I, $3.user_id)', key_of_user, key_column);
    kept := kept || format(' AND (%I, user_id) < ($3.%I, $3.user_id)', key_column, key_column);
  END IF;
  EXECUTE format($statement$
    WITH noted AS (DELETE FROM user_rank_changes WHERE sort = $1 AND %1$s),
    old AS (DELETE FROM user_ranks WHERE sort = $1 AND ($2.id IS NULL OR id = $2.id)),
    numbered AS (
      SELECT %2$s AS key, u.id, row_number() OVER (ORDER BY %2$s, u.id) - 1 AS n FROM users u WHERE %3$s
    ), counted AS (
      SELECT n / $4 AS bucket, count(*) AS rows, min(key) AS key, min(CASE WHEN n %% $4 = 0 THEN id::text END)::uuid AS id
      FROM numbered GROUP BY n / $4
    )
    INSERT INTO user_ranks (sort, %4$I, user_id, rows)
    SELECT $1, CASE bucket WHEN 0 THEN %5$s ELSE key END, CASE bucket WHEN 0 THEN %6$s ELSE id END, rows FROM counted
    UNION ALL SELECT $1, %5$s, %6$s, 0 WHERE NOT EXISTS (SELECT FROM counted)
  $statement$, kept, key_of_user, within, key_column, least_key, nobody) USING wanted, low, high, width;
END $$;

-- Works the changes of one order in, and counts anew what has grown too wide. Returns how many changes there were. One caller at a
-- time: it is a maintenance task.
CREATE FUNCTION refresh_user_ranks(wanted text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  users_total bigint := (SELECT coalesce(sum(total), 0) FROM row_counts WHERE name = 'users');
  width bigint := greatest(1000, users_total / 1000);
  noted integer := 0;
  is_lost boolean := false;
  ranks bigint;
  wide user_ranks;
  next user_ranks;
BEGIN
  SELECT count(*), coalesce(bool_or(change = 0), false) INTO noted, is_lost FROM user_rank_changes WHERE sort = wanted;
  SELECT count(*) INTO ranks FROM user_ranks WHERE sort = wanted;
  IF is_lost OR ranks = 0 OR ranks > 2 * users_total / width + 16 THEN
    PERFORM count_user_ranks(wanted, width, NULL, NULL);
    RETURN noted;
  END IF;
  WITH taken AS (
    DELETE FROM user_rank_changes WHERE sort = wanted AND change <> 0 RETURNING text_key, time_key, user_id, change
  ), placed AS (
    SELECT r.id, sum(t.change) AS change FROM taken t CROSS JOIN LATERAL (
      SELECT r.id FROM user_ranks r WHERE r.sort = wanted AND t.text_key IS NOT NULL AND (r.text_key, r.user_id) <= (t.text_key, t.user_id)
      ORDER BY r.text_key DESC, r.user_id DESC LIMIT 1) r GROUP BY r.id
    UNION ALL
    SELECT r.id, sum(t.change) FROM taken t CROSS JOIN LATERAL (
      SELECT r.id FROM user_ranks r WHERE r.sort = wanted AND t.time_key IS NOT NULL AND (r.time_key, r.user_id) <= (t.time_key, t.user_id)
      ORDER BY r.time_key DESC, r.user_id DESC LIMIT 1) r GROUP BY r.id
  )
  UPDATE user_ranks r SET rows = r.rows + p.change FROM placed p WHERE p.id = r.id;
  SELECT * INTO wide FROM user_ranks r WHERE r.sort = wanted AND r.rows > 3 * width ORDER BY r.rows DESC LIMIT 1;
  IF FOUND THEN
    SELECT * INTO next FROM user_ranks r WHERE r.sort = wanted AND r.id <> wide.id
      AND CASE WHEN wide.text_key IS NULL THEN (r.time_key, r.user_id) > (wide.time_key, wide.user_id)
        ELSE (r.text_key, r.user_id) > (wide.text_key, wide.user_id) END
      ORDER BY r.text_key, r.time_key, r.user_id LIMIT 1;
    PERFORM count_user_ranks(wanted, width, wide, next);
  END IF;
  RETURN noted;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON user_search, user_ranks, user_rank_changes TO rookery_app;
GRANT USAGE ON SEQUENCE user_ranks_id_seq, user_rank_changes_id_seq TO rookery_app;
