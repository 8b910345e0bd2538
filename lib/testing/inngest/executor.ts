import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { embedded } from "../../../inngest/client.ts";
import { embeddedHandler } from "../../../inngest/embedded.ts";
import { FunctionRunner } from "../../runner/runner.ts";
import { contractFunctions } from "./functions.ts";
import { note } from "./log.ts";

/** What runs the contract's functions. */
export interface Executor {
  readonly isServer: boolean;
  send(event: { name: string; id?: string; data?: object }): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The executor under test: the Inngest server at INNGEST_TEST_URL, which must reach this machine as INNGEST_TEST_HOST (127.0.0.1
 * unless set), with INNGEST_TEST_EVENT_KEY and INNGEST_TEST_SIGNING_KEY; without, the embedded runner.
 */
export const startExecutor = (): Promise<Executor> => {
  const { INNGEST_TEST_URL: url } = process.env;
  return url ? onServer(url) : onRunner();
};

async function onRunner(): Promise<Executor> {
  const runner = new FunctionRunner({ retryDelayMs: () => 50 });
  const client = embedded(runner);
  await runner.connect(embeddedHandler(client, contractFunctions(client, note)));
  runner.start();
  return {
    isServer: false,
    send: async (event) => void (await client.send(event)),
    stop: () => runner.stop(),
  };
}

async function onServer(baseUrl: string): Promise<Executor> {
  const { INNGEST_TEST_EVENT_KEY: eventKey = "", INNGEST_TEST_SIGNING_KEY: signingKey = "" } = process.env;
  const client = new Inngest({ id: "contract", isDev: false, baseUrl, eventKey, signingKey, checkpointing: false });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const host = process.env["INNGEST_TEST_HOST"] ?? "127.0.0.1";
  const serveOrigin = `http://${host}:${(server.address() as AddressInfo).port}`;
  server.on(
    "request",
    serve({ client, functions: contractFunctions(client, note), serveOrigin, servePath: "/api/inngest" }),
  );
  const synced = await fetch(`${serveOrigin}/api/inngest`, { method: "PUT" });
  if (!synced.ok) {
    throw new Error(`the server at ${baseUrl} did not take the functions: ${synced.status} ${await synced.text()}`);
  }
  return {
    isServer: true,
    send: async (event) => void (await client.send(event)),
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
