import { randomBytes } from "node:crypto";
import { defineConfig } from "playwright/test";
import { findChromium } from "../scripts/chromium.ts";
import { freePort } from "../scripts/network.ts";

// The workers read this file again: what the first reading chose has to stay.
process.env["E2E_PORT"] ??= String(await freePort());
process.env["E2E_OIDC_PORT"] ??= String(await freePort());
process.env["E2E_OIDC_SECRET"] ??= randomBytes(24).toString("base64url");
const port = process.env["E2E_PORT"];
const chromium = findChromium();

// Enough for 30 days beside the 30 before; the whole history would keep both processors busy through half of the run.
const history = { DEMO_HISTORY_DAYS: process.env["DEMO_HISTORY_DAYS"] ?? "65" };

const issuer = `http://localhost:${process.env["E2E_OIDC_PORT"]}`;
const singleSignOn = {
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: "rookery",
  OIDC_CLIENT_SECRET: process.env["E2E_OIDC_SECRET"],
};

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  workers: 2,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  // What degrades the sources for everybody comes when all others are done.
  projects: [
    { name: "console", testIgnore: "degraded.spec.ts" },
    { name: "degraded", testMatch: "degraded.spec.ts", dependencies: ["console"] },
  ],
  reporter: [["list"], ["json", { outputFile: process.env["E2E_REPORT"] ?? "../test-results/report.json" }]],
  webServer: [
    {
      command: `"${process.execPath}" e2e/support/identity-provider.ts`,
      cwd: "..",
      env: singleSignOn,
      url: `${issuer}/.well-known/openid-configuration`,
      gracefulShutdown: { signal: "SIGTERM", timeout: 5000 },
      stderr: "ignore",
    },
    {
      command: `"${process.execPath}" e2e/support/serve.ts`,
      cwd: "..",
      env: {
        PORT: port,
        LOG_LEVEL: "warn",
        DEMO_DATA: "on",
        ...history,
        WEBHOOK_ALLOW_PRIVATE: "true",
        ...singleSignOn,
      },
      url: `http://localhost:${port}/api/health/live`,
      timeout: 600_000,
      gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
      stdout: "pipe",
      stderr: "pipe",
    },
  ],
  use: {
    baseURL: `http://localhost:${port}`,
    // Without pictures and snapshots, which cost every test that passes; a test that fails leaves its calls and a picture.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
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
