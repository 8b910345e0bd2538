import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Transport } from "./client.ts";
import { COMPILED } from "./compiled.ts";

export interface Instance {
  readonly origin: string;
  readonly pid: number;
  readonly transport: Transport;
  /** Asks for a path outside `/api/v1`. */
  readonly fetch: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Tells a module that was loaded before the application. */
  readonly tell: (message: object) => void;
  readonly stop: () => Promise<void>;
  /** Ends it by kill -9. */
  readonly kill: () => Promise<void>;
  /** Asks it by SIGTERM to end; resolves when it has, with its exit code. */
  readonly terminate: () => Promise<number | null>;
}

/** Starts another process of the application's API on the same environment, as a second instance of a deployment. `preload` names modules. */
export async function startInstance(
  environment: Readonly<Record<string, string>> = {},
  preload: readonly string[] = [],
): Promise<Instance> {
  const child = fork(fileURLToPath(new URL("./instance.ts", import.meta.url)), {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...environment },
    execArgv: preload.flatMap((module) => ["--import", module]),
  });
  const [port] = await Promise.race([once(child, "message"), once(child, "exit").then(failed)]);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    pid: child.pid ?? 0,
    transport: (request) => fetch(new Request(request.url.replace("http://localhost:3000", origin), request)),
    fetch: (path, headers) => fetch(`${origin}${path}`, { ...(headers && { headers }) }),
    tell: (message) => void child.send(message),
    async stop() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
    async kill() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
    async terminate() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const [code] = await gone;
      return code;
    },
  };
}

function failed(): never {
  throw new Error("the second instance ended before it listened");
}
