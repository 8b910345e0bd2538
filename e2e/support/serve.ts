// Runs the console on an empty data directory of its own, which is removed afterwards. Playwright starts and stops this.
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inProject } from "../../scripts/project.ts";

const dataDir = mkdtempSync(join(tmpdir(), "rookery-e2e-"));
// As root, PostgreSQL runs as somebody else, who has to get through.
if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);

// Variables of a developer's shell must not point the tests at a real database or mail server.
const { DATABASE_URL: _database, SMTP_URL: _mail, APP_URL: _url, HOST: _host, ...inherited } = process.env;
const launcher = spawn(process.execPath, [inProject("scripts", "launch.ts")], {
  cwd: inProject(),
  env: { ...inherited, DATA_DIR: dataDir },
  stdio: ["ignore", "inherit", "inherit", "ipc"],
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => launcher.kill(signal));
launcher.on("exit", (code) => {
  rmSync(dataDir, { recursive: true, force: true });
  process.exit(code ?? 1);
});
