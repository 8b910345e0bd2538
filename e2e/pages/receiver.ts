import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that webhooks are delivered to. */
export class Receiver {
  /** The status of its answers. */
  status = 204;
  readonly received: Received[] = [];
  readonly #server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    this.received.push({ headers: request.headers, body });
    response.writeHead(this.status).end();
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}/hook`;
  }

  /** The types received, each message proven by one of the secrets. Throws on a wrong signature. */
  types(secret: string): string[] {
    return this.received.map(({ headers, body }) => {
      const event = new Webhook(secret).verify(body, headers as Record<string, string>);
      return (event as { type: string }).type;
    });
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
