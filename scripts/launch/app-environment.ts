import { join, resolve } from "node:path";
import { env as readAppEnvironment, resetEnv } from "#lib/env";
import { projectRoot } from "../project.ts";
import { Refusal } from "./refusal.ts";
import type { LaunchSettings } from "./settings.ts";

/** The environment of the server and of the scripts that work on its data. */
export function appEnvironment(settings: LaunchSettings, given: Record<string, string>): NodeJS.ProcessEnv {
  const { BOOTSTRAP_ADMIN_EMAIL: _email, BOOTSTRAP_ADMIN_PASSWORD: _password, ...inherited } = process.env;
  return {
    ...inherited,
    ...given,
    NODE_ENV: settings.isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(settings.port),
    HOST: settings.host,
    HOSTNAME: settings.host,
    APP_URL: settings.appUrl,
    DATA_DIR: settings.dataDir,
    DEMO_DATA: settings.wantsDemoData ? "on" : "off",
    DEMO_HISTORY_DAYS: String(settings.demoHistoryDays),
    ...checkpointDirectory(settings, given),
    // A server that people rely on is degraded only where somebody has allowed it.
    CHAOS_SWITCH: process.env["CHAOS_SWITCH"] || given["CHAOS_SWITCH"] || (settings.mode === "hosted" ? "off" : "on"),
  };
}

/** Beside our own database checkpoints are kept unless told otherwise; other databases may be served from several machines. */
function checkpointDirectory({ mode, dataDir }: LaunchSettings, given: Record<string, string>): Record<string, string> {
  const directory = process.env["AUDIT_CHECKPOINT_DIR"] || given["AUDIT_CHECKPOINT_DIR"];
  if (directory) return { AUDIT_CHECKPOINT_DIR: resolve(projectRoot, directory) };
  return mode === "embedded" ? { AUDIT_CHECKPOINT_DIR: join(dataDir, "checkpoints") } : {};
}

/** Throws a Refusal that names every variable that the application would not start with, before anything is started. */
export function checkAppEnvironment(environment: NodeJS.ProcessEnv): void {
  const own = { ...process.env };
  Object.assign(process.env, environment);
  try {
    readAppEnvironment();
  } catch (error) {
    throw new Refusal(`Rookery cannot start with these settings. ${error instanceof Error ? error.message : error}`);
  } finally {
    resetEnv();
    for (const name of Object.keys(environment)) {
      if (own[name] === undefined) delete process.env[name];
      else process.env[name] = own[name];
    }
  }
}
