import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { installRelease } from "../../scripts/launch/release.ts";
import { newSecrets } from "../../scripts/launch/secrets.ts";
import { SERVER_FLAGS } from "../../scripts/launch/server-step.ts";
import { freePort } from "../../scripts/network.ts";
import { inProject } from "../../scripts/project.ts";
import type { Subjects } from "./subjects.ts";

/** A server under measurement. */
export interface BenchServer {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
/** Even a killed benchmark leaves no server behind. */
const ENDS_WITH_US = ["--import", pathToFileURL(inProject("scripts", "launch", "die-with-parent.mjs")).href];

let release: string | undefined;

/** A copy of the build, made once a run, so that another build does not take files away from it. */
function releaseDirectory(): string {
  release ??= installRelease(inProject("bench", "data"));
  return release;
}

/** Starts the production build on a database, as an installation would: default settings, its log going to a file. */
export async function startApp(databaseUrl: string, name: string): Promise<BenchServer> {
  const port = await freePort();
  const { NEXTAUTH_SECRET, JWT_SIGNING_KEYS } = newSecrets();
  const log = openSync(inProject("bench", "data", `${name}.log`), "w", 0o600);
  const child = spawn(process.execPath, [...SERVER_FLAGS, ...ENDS_WITH_US, "server.js"], {
    cwd: releaseDirectory(),
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      PORT: String(port),
      HOSTNAME: "127.0.0.1",
      HOST: "127.0.0.1",
      APP_URL: `http://127.0.0.1:${port}`,
      NEXTAUTH_URL: `http://127.0.0.1:${port}`,
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET,
      JWT_SIGNING_KEYS: JSON.stringify(JWT_SIGNING_KEYS),
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const server = serverOf(child, port);
  for (const end = Date.now() + START_TIMEOUT_MS; Date.now() < end && child.exitCode === null; await sleep(50)) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health/ready`).catch(() => null);
    if (answer?.ok) {
      return server;
    }
  }
  await server.stop();
  throw new Error(`The application did not start; its log is ${inProject("bench", "data", `${name}.log`)}`);
}

/** Starts the bare server on a database with the replays of a file. */
export async function startBare(databaseUrl: string, replayFile: string): Promise<BenchServer> {
  const child = spawn(process.execPath, [...ENDS_WITH_US, inProject("bench", "bare-server.ts"), replayFile], {
    env: { PATH: process.env["PATH"], NODE_ENV: "production", DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.once("data", (text: Buffer) => resolve(Number(text.toString())));
    child.once("exit", () => reject(new Error("the bare server did not start")));
  });
  return serverOf(child, port);
}

function serverOf(child: ChildProcess, port: number): BenchServer {
  child.on("error", (error) => console.error(error));
  return {
    port,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) {
        return;
      }
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const impatience = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(impatience);
    },
  };
}

/** Signs everybody in and returns their access tokens. */
export async function signIn({ port }: BenchServer, { emails, password }: Subjects): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (const email of emails) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    const body = (await response.json()) as { response?: { accessToken?: string } };
    if (!body.response?.accessToken) {
      throw new Error(`${email} could not sign in: ${response.status} ${JSON.stringify(body)}`);
    }
    tokens.push(body.response.accessToken);
  }
  return tokens;
}

const TICK_MS = 10;

/** Processor time that a process has used so far, user and system, in milliseconds. Linux only; NaN elsewhere. */
export function cpuMs(pid: number): number {
  if (process.platform !== "linux") {
    return Number.NaN;
  }
  // The command in parentheses may hold spaces; the 14th and 15th field are counted from behind it.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
