import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A load balancer: each request goes to the next server; one that cannot be reached is left out. */
export interface RoundRobin {
  readonly origin: string;
  /** The origins that it knows, from now on. */
  serve(origins: readonly string[]): void;
  close(): Promise<void>;
}

/** Starts one on loopback. Who is cut off in the middle of an answer gets 502: whether the request took effect is then unknown. */
export async function roundRobin(): Promise<RoundRobin> {
  // A connection each: one kept alive may be closed by the server in the very moment of its next use.
  const agent = new Agent();
  let targets: readonly string[] = [];
  let turn = 0;

  const pass = (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, left: number): void => {
    const target = targets[turn++ % targets.length];
    if (target === undefined || left === 0) {
      outgoing.writeHead(502).end();
      return;
    }
    const { method, headers, url } = incoming;
    const sent = request(`${target}${url}`, { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on("error", () => outgoing.destroy()).pipe(outgoing);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // Refused before anything was sent: another may have it. Whatever else went wrong, it may have taken effect.
      if (error.code === "ECONNREFUSED") {
        pass(incoming, body, outgoing, left - 1);
      } else if (!outgoing.headersSent) {
        outgoing.writeHead(502).end();
      } else {
        outgoing.destroy();
      }
    });
    sent.end(body);
  };

  const server = createServer(async (incoming, outgoing) => {
    pass(incoming, Buffer.concat(await incoming.toArray()), outgoing, targets.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (origins) => {
      targets = [...origins];
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
