import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { inProject } from "../scripts/project.ts";
import { expect, test } from "./fixtures.ts";

test.use({ role: null });

interface NewmanReport {
  readonly run: {
    readonly stats: { readonly requests: { readonly total: number }; readonly assertions: { readonly total: number } };
    readonly failures: readonly {
      readonly error: { readonly message: string };
      readonly source: { readonly name: string };
    }[];
    readonly executions: readonly {
      readonly item: { readonly name: string };
      readonly response?: { readonly code: number };
    }[];
  };
}

interface Folder {
  readonly item: readonly { readonly name: string; readonly request: { readonly description: string } }[];
}

const COLLECTION = inProject("docs", "api", "rookery.postman_collection.json");
const ENVIRONMENT = inProject("docs", "api", "rookery.postman_environment.json");

test("SRS §18: newman walks the published collection from top to bottom, and every answer is as declared", async ({
  origin,
  api,
}) => {
  test.setTimeout(180_000);
  const { email, password } = await api.newUser("SuperAdmin");
  const directory = mkdtempSync(join(tmpdir(), "rookery-newman-"));
  try {
    const file = join(directory, "report.json");
    const given = Object.entries({ baseUrl: origin, email, password });
    const variables = given.flatMap(([key, value]) => ["--env-var", `${key}=${value}`]);
    const reporters = ["--reporters", "json", "--reporter-json-export", file];
    const newman = inProject("node_modules", "newman", "bin", "newman.js");
    await promisify(execFile)(
      process.execPath,
      [newman, "run", COLLECTION, "--environment", ENVIRONMENT, ...variables, ...reporters],
      { maxBuffer: 50_000_000 },
    ).catch(() => undefined);
    const { run }: NewmanReport = JSON.parse(readFileSync(file, "utf8"));
    expect(run.failures.map(({ source, error }) => `${source.name}: ${error.message}`)).toEqual([]);

    const folders: readonly Folder[] = JSON.parse(readFileSync(COLLECTION, "utf8")).item;
    const answered = new Set(run.executions.filter(({ response }) => response).map(({ item }) => item.name));
    const items = folders.flatMap(({ item }) => item);
    const left = items.filter(({ name }) => !answered.has(name));
    // What is left out says why.
    for (const { name, request } of left) expect(request.description, name).toContain("\n\n");
    expect(left.length).toBeLessThan(items.length / 8);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
