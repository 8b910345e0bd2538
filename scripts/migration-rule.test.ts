import { describe, expect, test } from "vitest";
import { unsafeStatements } from "./migration-rule.ts";
import { readMigrations } from "./migrations.ts";

/** The last migration from before the rule: those up to it ran before anybody had a deployment to keep up. */
const BASELINE = "20261121151500_instance_reports";

const unsafe = (sql: string): string[] => unsafeStatements({ name: "x", sql });

describe("expand and contract: a migration runs while the release before still answers", () => {
  const found = readMigrations().filter(({ name }) => name > BASELINE);
  test("every migration since the rule keeps to it", () => {
    expect(found.flatMap((migration) => unsafeStatements(migration).map((why) => `${migration.name}: ${why}`))).toEqual(
      [],
    );
  });

  test.each([
    `ALTER TABLE users DROP COLUMN name;`,
    `DROP TABLE users;`,
    `ALTER TABLE "users" RENAME COLUMN name TO title;`,
    `ALTER TABLE users RENAME name TO title;`,
    `ALTER TABLE users RENAME TO people;`,
    `ALTER TABLE users ALTER COLUMN name SET NOT NULL;`,
    `ALTER TABLE users ALTER COLUMN name TYPE text;`,
    `ALTER TABLE users ADD COLUMN title text NOT NULL;`,
    `ALTER TABLE users ADD CONSTRAINT title_check CHECK (title <> '');`,
    `ALTER TABLE sessions ADD CONSTRAINT s_fkey FOREIGN KEY (user_id) REFERENCES users(id);`,
    `CREATE INDEX users_x ON users (name);`,
    `CREATE UNIQUE INDEX "users_x" ON "users"("name");`,
  ])("%s is refused", (sql) => expect(unsafe(sql)).toHaveLength(1));

  test.each([
    `ALTER TABLE users ADD COLUMN title text;`,
    `ALTER TABLE users ADD COLUMN title text NOT NULL DEFAULT '';`,
    `ALTER TABLE users ADD CONSTRAINT title_check CHECK (title <> '') NOT VALID;`,
    `CREATE TABLE nests (id uuid NOT NULL); CREATE INDEX nests_x ON nests (id); ALTER TABLE nests ADD CONSTRAINT n CHECK (true);`,
    `-- allow: the table has at most a hundred rows\nCREATE INDEX users_x ON users (name);`,
    `CREATE FUNCTION f() RETURNS void AS $$ BEGIN PERFORM 1; PERFORM 2; END $$ LANGUAGE plpgsql;`,
    `-- once there was a DROP TABLE here\nSELECT 1;`,
  ])("%s is fine", (sql) => expect(unsafe(sql)).toEqual([]));

  test("an exception needs a reason, and holds for one statement", () => {
    expect(unsafe("-- allow:\nDROP TABLE users;")).toHaveLength(1);
    expect(unsafe("-- allow: nobody has read it since 0.4\nDROP TABLE a;\nDROP TABLE b;")).toEqual([
      "DROP TABLE b;: drops a table that the running release reads",
    ]);
  });
});
