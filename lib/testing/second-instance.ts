import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Transport } from "./client.ts";

export interface Instance {
  readonly transport: Transport;
  /** Asks for a path outside `/api/v1`. */
  readonly fetch: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly stop: () => Promise<void>;
  /** Ends it by kill -9. */
  readonly kill: () => Promise<void>;
}

/** Starts another process of the application's API on the same environment, as a second instance of a deployment. */
export async function startInstance(environment: Readonly<Record<string, string>> = {}): Promise<Instance> {
  const child = fork(fileURLToPath(new URL("./instance.ts", import.meta.url)), {
    env: { ...process.env, ...environment },
    execArgv: [],
  });
  const [port] = await Promise.race([once(child, "message"), once(child, "exit").then(failed)]);
  const origin = `http://127.0.0.1:${port}`;
  return {
    transport: (request) => fetch(new Request(request.url.replace("http://localhost:3000", origin), request)),
    fetch: (path, headers) => fetch(`${origin}${path}`, { ...(headers && { headers }) }),
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
  };
}

function failed(): never {
  throw new Error("the second instance ended before it listened");
}
