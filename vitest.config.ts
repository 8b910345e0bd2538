import { defineConfig } from "vitest/config";

/** `unit` needs nothing; `db` clones one migrated template database per file on a real PostgreSQL. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,components,inngest,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["{lib,inngest,scripts}/**/*.db.test.ts"],
          globalSetup: "./lib/testing/global-setup.ts",
          setupFiles: "./lib/testing/database.ts",
          pool: "forks",
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["lib/**"],
      exclude: ["lib/db/generated/**", "lib/testing/**"],
      reporter: ["text-summary"],
    },
  },
});
