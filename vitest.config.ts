import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, the longest first: begun last, one of them would keep a processor busy while the other has nothing to do. */
const LONGEST = [
  "lib/operation/fuzz.db.test.ts",
  "lib/rules/execution/kill.db.test.ts",
  "lib/operation/faults.db.test.ts",
  "lib/operation/conformance.db.test.ts",
  "lib/executive/kill.db.test.ts",
  "lib/runner/processes.db.test.ts",
  "lib/configuration/alive.db.test.ts",
  "lib/operation/scope.db.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((file) => moduleId.endsWith(file));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

/** `unit` needs nothing; `db` clones one migrated template database per file on a real PostgreSQL. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{lib,components,inngest,scripts}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts"],
          testTimeout: 30_000,
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
