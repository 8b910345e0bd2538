// npm run backup -- --out DIR: every row of the database into a new directory, as of one moment. See docs/operations.md.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { dump } from "./backup/dump.ts";
import { withDatabase } from "./database-access.ts";
import { inProject } from "./project.ts";

const { values } = parseArgs({ options: { out: { type: "string" } } });
if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
if (values.out === undefined) {
  console.error("Usage: npm run backup -- --out DIRECTORY");
  process.exitCode = 2;
} else {
  const directory = resolve(values.out);
  try {
    const { tables, takenOn } = await withDatabase("owner", (url) => dump(url, directory));
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`${rows} rows of ${tables.length} tables as of ${takenOn} are in ${directory}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
