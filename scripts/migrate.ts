// npm run db:migrate: applies the pending migrations with the role of DATABASE_URL, which has to own the database.
import { existsSync } from "node:fs";
import { withDatabase } from "./database-access.ts";
import { applyMigrations } from "./migrations.ts";
import { inProject } from "./project.ts";

if (existsSync(inProject(".env"))) process.loadEnvFile(inProject(".env"));
try {
  const { applied, edited } = await withDatabase("owner", (url) => applyMigrations(url));
  for (const name of applied) console.log(`applied ${name}`);
  for (const name of edited) console.warn(`${name} was changed after it was applied`);
  if (applied.length === 0) console.log("Nothing to migrate.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
