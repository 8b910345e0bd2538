import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checksumOf, matchesChecksum, readMigrations } from "./migrations.ts";

test("a checksum is the SHA-256 of the file, as Prisma records it", () => {
  expect(checksumOf("SELECT 1;\n")).toBe("b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd");
});

test("a checkout's line endings do not make a migration look edited", () => {
  const recorded = checksumOf("SELECT 1;\nSELECT 2;\n");
  expect(matchesChecksum("SELECT 1;\r\nSELECT 2;\r\n", recorded)).toBe(true);
  expect(matchesChecksum("SELECT 1;\nSELECT 3;\n", recorded)).toBe(false);
});

test("migrations are read in the order of their names; what has no SQL is none", () => {
  const directory = mkdtempSync(join(tmpdir(), "rookery-migrations-"));
  for (const name of ["2_b", "1_a", "empty"]) mkdirSync(join(directory, name));
  for (const name of ["1_a", "2_b"]) writeFileSync(join(directory, name, "migration.sql"), name);
  writeFileSync(join(directory, "migration_lock.toml"), "");
  expect(readMigrations(directory)).toEqual([
    { name: "1_a", sql: "1_a" },
    { name: "2_b", sql: "2_b" },
  ]);
  rmSync(directory, { recursive: true });
});
