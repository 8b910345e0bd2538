import { once } from "node:events";
import { createServer } from "node:http";
import { freePort } from "../../../scripts/network.ts";

/** The part of an Inngest server that takes events. Nobody is at its address until it is opened. */
export interface EventServer {
  /** The environment of an application that sends its events here. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ids of what has been taken; who sends one again is recognised by it. */
  readonly taken: ReadonlySet<string>;
  open(): Promise<void>;
  close(): void;
}

export async function eventServer(): Promise<EventServer> {
  const port = await freePort();
  const taken = new Set<string>();
  const server = createServer(async (request, response) => {
    const events = JSON.parse(Buffer.concat(await request.toArray()).toString()) as { id: string }[];
    for (const { id } of events) {
      taken.add(id);
    }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ids: ["1"], status: 200 }));
  });
  return {
    environment: {
      INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
      INNGEST_EVENT_KEY: "event-key",
      INNGEST_SIGNING_KEY: "ab".repeat(32),
    },
    taken,
    async open() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
