import { randomBytes } from "node:crypto";
import { startBackbone } from "../demo/backbone.ts";
import { inProject } from "../project.ts";
import { runCommand } from "../run-command.ts";
import type { Progress } from "./progress.ts";
import { originOf } from "./server-step.ts";
import type { LaunchSettings } from "./settings.ts";
import type { Shutdown } from "./shutdown.ts";

/** What the demo adds to the application: variables of its sample backbone, and a history that goes in through its endpoints. */
export interface Demo {
  readonly env: NodeJS.ProcessEnv;
  sendHistory(settings: LaunchSettings, progress: Progress): void;
}

/** Variables that belong together: whoever sets the first of a group means a source of their own. */
const GROUPS = [
  ["SOURCE_HOSTWINDS_URL", "SOURCE_HOSTWINDS_KEY"],
  ["SOURCE_BACKBONE_URL", "SOURCE_BACKBONE_TOKEN"],
  ["SOURCE_ESP_BILLING_URL", "SOURCE_ESP_BILLING_TOKEN"],
  ["SOURCE_POSTHOG_URL", "SOURCE_POSTHOG_KEY", "SOURCE_POSTHOG_PROJECT"],
  ["POSTMARK_WEBHOOK_USER", "POSTMARK_WEBHOOK_PASSWORD"],
  ["MAILGUN_SIGNING_KEY"],
  ["STRIPE_WEBHOOK_SECRET"],
] as const;

/** Starts the sample backbone, and makes secrets for the webhooks that have none: the demo alone knows them, until it stops. */
export async function openDemo(env: NodeJS.ProcessEnv, shutdown: Shutdown): Promise<Demo> {
  const { server, env: sources } = await startBackbone(env["DATABASE_URL"] ?? "");
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  shutdown.defer({ stop, kill: stop });
  const secret = (): string => randomBytes(24).toString("base64url");
  const offered: Readonly<Record<string, string>> = {
    ...sources,
    POSTMARK_WEBHOOK_USER: "postmark",
    POSTMARK_WEBHOOK_PASSWORD: secret(),
    MAILGUN_SIGNING_KEY: secret(),
    STRIPE_WEBHOOK_SECRET: `whsec_${secret()}`,
  };
  const missing = GROUPS.filter(([first]) => !env[first]).flat();
  const whole = { ...env, ...Object.fromEntries(missing.map((name) => [name, offered[name] ?? ""])) };
  return {
    env: whole,
    sendHistory(settings, progress) {
      const { signal } = shutdown;
      runCommand(process.execPath, [inProject("scripts", "demo-history.ts"), originOf(settings)], {
        env: whole,
        signal,
      }).catch((error: unknown) => {
        if (!signal.aborted)
          progress.note("demo", `its history ended early: ${error instanceof Error ? error.message : error}`);
      });
    },
  };
}
