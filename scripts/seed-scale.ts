// npm run seed:scale: fills a migrated database with as many tenants, users, audit records and sign-in attempts as asked for.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { withDatabase } from "./database-access.ts";
import { applyMigrations } from "./migrations.ts";
import { inProject } from "./project.ts";
import { loadScale, type ScaleSize, vacuumLoaded } from "./seed/scale/load.ts";

const USAGE = `npm run seed:scale -- [--tenants 10000] [--users 1000000] [--audit 5000000] [--logins 6000000] [--url postgres://…] [--owner-url postgres://…]

  --url        database to fill; without it DATABASE_URL, without that the embedded database of DATA_DIR
  --owner-url  the same database for the role that owns it, for VACUUM ANALYZE at the end`;

if (existsSync(inProject(".env"))) {
  process.loadEnvFile(inProject(".env"));
}
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const options = {
    tenants: text,
    users: text,
    audit: text,
    logins: text,
    url: text,
    "owner-url": text,
    help: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const size: ScaleSize = {
    tenants: wholeNumber("tenants", values.tenants ?? "10000", 1),
    users: wholeNumber("users", values.users ?? "1000000", 20),
    audit: wholeNumber("audit", values.audit ?? "5000000", 0),
    logins: wholeNumber("logins", values.logins ?? "6000000", 0),
  };
  const url = values.url ?? process.env["DATABASE_URL"];
  if (url) {
    await fill(url, values["owner-url"] ?? url, size);
    return;
  }
  await withDatabase("owner", async (ownerUrl) => {
    await applyMigrations(ownerUrl);
    await fill(ownerUrl, ownerUrl, size);
  });
}

async function fill(url: string, ownerUrl: string, size: ScaleSize): Promise<void> {
  await loadScale(url, size);
  process.stdout.write("vacuum        ");
  const since = performance.now();
  const isDone = await vacuumLoaded(ownerUrl);
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(
    isDone
      ? `analyzed in ${seconds} s`
      : "left out: the role does not own the tables; give --owner-url, or run VACUUM ANALYZE as the owner",
  );
}

function wholeNumber(name: string, given: string, least: number): number {
  const number = Number(given.replaceAll("_", ""));
  if (!Number.isSafeInteger(number) || number < least) {
    throw new Error(`--${name} must be a whole number from ${least}, not ${given}.\n\n${USAGE}`);
  }
  return number;
}
