-- How many users each role has, kept by triggers in shards, so that a list of roles counts nobody (SRS §8.2).
CREATE TABLE "role_user_counts" (
    "role_id" UUID NOT NULL,
    "shard" SMALLINT NOT NULL,
    "total" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "role_user_counts_pkey" PRIMARY KEY ("role_id", "shard")
);
ALTER TABLE "role_user_counts" ADD CONSTRAINT "role_user_counts_role_id_fkey"
  FOREIGN KEY ("role_id") REFERENCES "roles"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE role_user_counts SET (fillfactor = 50);
INSERT INTO role_user_counts (role_id, shard, total) SELECT role_id, 0, count(*) FROM users GROUP BY role_id;

CREATE FUNCTION add_role_users(role uuid, change bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO role_user_counts AS c (role_id, shard, total) VALUES (role, pg_backend_pid() % 16, change)
    ON CONFLICT (role_id, shard) DO UPDATE SET total = c.total + excluded.total;
$$;
REVOKE ALL ON FUNCTION add_role_users(uuid, bigint) FROM PUBLIC;

-- Roles in their order, so that two writers cannot wait for each other.
CREATE FUNCTION count_role_users() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM add_role_users(role_id, CASE TG_OP WHEN 'INSERT' THEN n ELSE -n END)
    FROM (SELECT role_id, count(*) AS n FROM changed GROUP BY role_id ORDER BY role_id) counted;
  RETURN NULL;
END $$;
CREATE TRIGGER users_role_counted_in AFTER INSERT ON users REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_role_users();
CREATE TRIGGER users_role_counted_out AFTER DELETE ON users REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_role_users();

-- A row at a time: so it costs nothing where an update leaves the role alone, which almost all do.
CREATE FUNCTION count_role_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  PERFORM add_role_users(least(OLD.role_id, NEW.role_id), CASE WHEN OLD.role_id < NEW.role_id THEN -1 ELSE 1 END);
  PERFORM add_role_users(greatest(OLD.role_id, NEW.role_id), CASE WHEN OLD.role_id < NEW.role_id THEN 1 ELSE -1 END);
  RETURN NULL;
END $$;
CREATE TRIGGER users_role_changed AFTER UPDATE OF role_id ON users
  FOR EACH ROW WHEN (OLD.role_id IS DISTINCT FROM NEW.role_id) EXECUTE FUNCTION count_role_change();

-- Names that differ in case alone would be taken for each other: `superadmin` is no name for a custom role.
CREATE UNIQUE INDEX roles_name_lower_key ON roles (lower(name));
CREATE INDEX roles_search_idx ON roles USING gin (lower(name) gin_trgm_ops);
CREATE INDEX "roles_created_idx" ON "roles"("created_on", "id");

GRANT SELECT ON role_user_counts TO rookery_app;
