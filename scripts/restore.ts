// npm run restore -- --from DIR: a backup into an empty database, all of it or nothing. See docs/operations.md.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { load } from "./backup/load.ts";
import { withDatabase } from "./database-access.ts";
import { inProject } from "./project.ts";

const { values } = parseArgs({ options: { from: { type: "string" } } });
if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
if (values.from === undefined) {
  console.error("Usage: npm run restore -- --from DIRECTORY");
  process.exitCode = 2;
} else {
  const directory = resolve(values.from);
  try {
    const { tables, takenOn } = await withDatabase("owner", (url) => load(url, directory));
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(`${rows} rows of ${tables.length} tables are restored as of ${takenOn}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
