// npm run test:external: the database tests against the newest PostgreSQL of the system instead of the bundled one.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./network.ts";
import type { Binaries } from "./postgres/binaries.ts";
import { ensureDataDirectory } from "./postgres/data-directory.ts";
import { loopbackUrl } from "./postgres/roles.ts";
import { startServer } from "./postgres/server.ts";
import { inProject } from "./project.ts";

const SYSTEM = "/usr/lib/postgresql";
const PASSWORD = "test";

const binaries = systemBinaries();
if (binaries) process.exitCode = await runTests(binaries);
else
  console.log(
    `No PostgreSQL 15 or newer in ${SYSTEM}: nothing was tested. Set TEST_DATABASE_URL to test on another server.`,
  );

async function runTests(on: Binaries): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), "rookery-test-"));
  chmodSync(home, 0o711);
  const directory = ensureDataDirectory(join(home, "postgres"));
  const port = await freePort();
  const server = await startServer({
    binaries: on,
    directory,
    port,
    superuserPassword: PASSWORD,
    settings: { fsync: "off" },
  });
  console.log(`PostgreSQL ${on.majorVersion} on 127.0.0.1:${port}`);
  try {
    const env = { ...process.env, TEST_DATABASE_URL: loopbackUrl(port, "postgres", PASSWORD, "postgres") };
    const args = [
      inProject("node_modules", "vitest", "vitest.mjs"),
      "run",
      "--project",
      "db",
      ...process.argv.slice(2),
    ];
    return spawnSync(process.execPath, args, { cwd: inProject(), env, stdio: "inherit" }).status ?? 1;
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

function systemBinaries(): Binaries | null {
  if (!existsSync(SYSTEM)) return null;
  const versions = readdirSync(SYSTEM)
    .map(Number)
    .filter((version) => version >= 15);
  const majorVersion = Math.max(0, ...versions);
  const [initdb, postgres] = ["initdb", "postgres"].map((name) => join(SYSTEM, String(majorVersion), "bin", name));
  return initdb && postgres && existsSync(postgres) ? { initdb, postgres, majorVersion } : null;
}
