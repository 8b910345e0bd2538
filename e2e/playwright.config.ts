import { defineConfig } from "playwright/test";
import { findChromium } from "../scripts/chromium.ts";
import { freePort } from "../scripts/network.ts";

// The workers read this file again: what the first reading chose has to stay.
process.env["E2E_PORT"] ??= String(await freePort());
const port = process.env["E2E_PORT"];
const chromium = findChromium();

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: 2,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  reporter: [["list"], ["json", { outputFile: process.env["E2E_REPORT"] ?? "../test-results/report.json" }]],
  webServer: {
    command: `"${process.execPath}" e2e/support/serve.ts`,
    cwd: "..",
    env: { PORT: port, LOG_LEVEL: "warn", DEMO_DATA: "on", WEBHOOK_ALLOW_PRIVATE: "true" },
    url: `http://localhost:${port}/api/health/live`,
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "pipe",
    stderr: "pipe",
  },
  use: {
    baseURL: `http://localhost:${port}`,
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      // Chromium's sandbox refuses root.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
