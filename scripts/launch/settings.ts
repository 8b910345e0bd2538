import { resolve } from "node:path";
import { projectRoot } from "../project.ts";
import { Refusal } from "./refusal.ts";

/** Where the database is: our own, one that is given, or one that is given in production. */
type LaunchMode = "embedded" | "external" | "hosted";

/** What the launcher itself reads of the environment; the application validates the rest. */
export type LaunchSettings = {
  mode: LaunchMode;
  isDevelopment: boolean;
  port: number;
  host: string;
  appUrl: string;
  dataDir: string;
  databaseUrl: string | null;
  wantsDemoData: boolean;
  /** How many days the demo's history reaches back. */
  demoHistoryDays: number;
  bootstrapAdmin: { email: string; password: string } | null;
};

/** A year can be compared with the months before it. */
const LONGEST_HISTORY_DAYS = 400;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the launcher's variables. Throws one Refusal that names every variable that is wrong. */
export function readSettings(environment: Environment, args: readonly string[]): LaunchSettings {
  // An empty variable is how shells and compose files say "not set".
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const problems = settingProblems(env, args);
  if (problems.length > 0) {
    throw new Refusal(["Rookery cannot start with these settings:", ...problems].join("\n  "));
  }
  const databaseUrl = env["DATABASE_URL"] ?? null;
  const mode = modeOf(databaseUrl, env["NODE_ENV"]);
  const port = portOf(env);
  return {
    mode,
    isDevelopment: args.includes("--dev"),
    port,
    host:
      env["HOST"] ?? (mode === "embedded" || (mode === "hosted" && !isHttps(env["APP_URL"])) ? "127.0.0.1" : "0.0.0.0"),
    appUrl: env["APP_URL"] ?? `http://localhost:${port}`,
    dataDir: resolve(projectRoot, env["DATA_DIR"] ?? ".data"),
    databaseUrl,
    wantsDemoData: mode !== "hosted" && (env["DEMO_DATA"] ?? (databaseUrl ? "off" : "on")) === "on",
    demoHistoryDays: historyDaysOf(env),
    bootstrapAdmin: bootstrapAdminOf(env),
  };
}

/** An Inngest server needs both keys; without a server the application runs its jobs itself. */
const isInngestWhole = ({ INNGEST_BASE_URL, INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY }: Environment): boolean =>
  INNGEST_EVENT_KEY && INNGEST_SIGNING_KEY
    ? true
    : (INNGEST_BASE_URL ?? INNGEST_EVENT_KEY ?? INNGEST_SIGNING_KEY) === undefined;

function settingProblems(env: Environment, args: readonly string[]): string[] {
  const { PORT, DATABASE_URL, DEMO_DATA, DEMO_HISTORY_DAYS, BOOTSTRAP_ADMIN_EMAIL, BOOTSTRAP_ADMIN_PASSWORD } = env;
  const port = portOf(env);
  const historyDays = historyDaysOf(env);
  const unknown = args.filter((arg) => arg !== "--dev");
  const isHosted = modeOf(DATABASE_URL ?? null, env["NODE_ENV"]) === "hosted";
  const rules: [isBroken: boolean, problem: string][] = [
    [!Number.isInteger(port) || port < 1 || port > 65_535, `PORT must be a number from 1 to 65535, not ${PORT}.`],
    [!isPostgresUrl(DATABASE_URL), "DATABASE_URL must be a postgresql:// address with a database name."],
    [
      isHosted && !isHttps(env["APP_URL"]) && !isOnLoopback(env),
      "APP_URL must be the https:// address of the console in the hosted mode. Without TLS it serves this machine alone: APP_URL and HOST, " +
        "where they are set, then name a loopback address.",
    ],
    [!["on", "off", undefined].includes(DEMO_DATA), `DEMO_DATA must be on or off, not ${DEMO_DATA}.`],
    [
      !(Number.isInteger(historyDays) && historyDays >= 1 && historyDays <= LONGEST_HISTORY_DAYS),
      `DEMO_HISTORY_DAYS must be a number from 1 to ${LONGEST_HISTORY_DAYS}, not ${DEMO_HISTORY_DAYS}.`,
    ],
    [!BOOTSTRAP_ADMIN_EMAIL !== !BOOTSTRAP_ADMIN_PASSWORD, "BOOTSTRAP_ADMIN_EMAIL and _PASSWORD go together."],
    [
      !isInngestWhole(env),
      "INNGEST_EVENT_KEY and INNGEST_SIGNING_KEY go together; without both, leave all INNGEST_* unset.",
    ],
    [unknown.length > 0, `Unknown argument ${unknown.join(" ")}; --dev is the only one.`],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, problem]) => problem);
}

function portOf(env: Environment): number {
  return Number(env["PORT"] ?? 3000);
}

function historyDaysOf(env: Environment): number {
  return Number(env["DEMO_HISTORY_DAYS"] ?? LONGEST_HISTORY_DAYS);
}

function bootstrapAdminOf(env: Environment): LaunchSettings["bootstrapAdmin"] {
  const { BOOTSTRAP_ADMIN_EMAIL: email, BOOTSTRAP_ADMIN_PASSWORD: password } = env;
  return email && password ? { email, password } : null;
}

const isHttps = (address: string | undefined): boolean => URL.parse(address ?? "")?.protocol === "https:";

/** Whether nobody but this machine is told of the address or reaches it. */
function isOnLoopback({ APP_URL, HOST }: Environment): boolean {
  const named = APP_URL === undefined ? "localhost" : URL.parse(APP_URL)?.hostname;
  return [named, HOST ?? "localhost"].every(
    (host) => host !== undefined && /^(localhost|127(\.\d+){3}|::1|\[::1\])$/.test(host),
  );
}

function modeOf(databaseUrl: string | null, nodeEnv: string | undefined): LaunchMode {
  if (!databaseUrl) return "embedded";
  return nodeEnv === "production" ? "hosted" : "external";
}

function isPostgresUrl(text: string | undefined): boolean {
  if (text === undefined) return true;
  const url = URL.parse(text);
  return url !== null && ["postgres:", "postgresql:"].includes(url.protocol) && url.pathname.length > 1;
}
