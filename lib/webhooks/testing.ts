import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { v7 as uuidv7 } from "uuid";
import { read } from "../db/transaction.ts";
import { type LocalJobs, localJobs } from "../testing/jobs.ts";
import { until } from "../testing/poll.ts";
import { EVENT_TYPES, type EventType } from "./schema.ts";
import { newSecret } from "./secrets.ts";

/** A request as it came in. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A body of the wire format, after its signature has been verified. */
interface Event {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A real HTTP server that webhooks are delivered to. Each answer serves one request, the last all that follow. */
export class Receiver {
  readonly received: Received[] = [];
  answers: ((response: ServerResponse) => unknown)[] = [(response) => response.writeHead(204).end()];
  readonly #server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const { method = "", url = "", headers } = request;
    this.received.push({ method, url, headers, body });
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    await answer?.(response);
  });

  async start(host = "127.0.0.1"): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Answers from now on with these statuses, the last one for ever. */
  answering(...statuses: readonly number[]): void {
    this.answers = statuses.map((status) => (response) => response.writeHead(status).end());
  }

  /** The messages received, each proven by the Standard Webhooks library. Throws on a wrong signature. */
  events(secret: string): Event[] {
    return this.received.map(({ body, headers }) => verified(secret, body, headers));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** The message, when the secret's signature is on it. Throws otherwise. */
export const verified = (secret: string, body: string, headers: IncomingHttpHeaders): Event =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as Event;

export interface AddedWebhook {
  readonly webhookId: string;
  readonly tenantId: string;
  readonly secret: string;
}

/** Inserts a webhook of the tenant. */
export async function addWebhook(
  tenantId: string,
  url: string,
  events: readonly EventType[] = EVENT_TYPES,
): Promise<AddedWebhook> {
  const { secret, sealed } = newSecret();
  const webhookId = uuidv7();
  await read((db) =>
    db.webhook.create({ data: { id: webhookId, tenantId, url, events: [...events], secret: sealed } }),
  );
  return { webhookId, tenantId, secret };
}

/** Inserts a delivery to the webhook, without a job. Returns its id. */
export async function addDelivery(
  webhookId: string,
  { status = "succeeded", ...values }: { status?: string; createdOn?: Date; finishedOn?: Date } = {},
): Promise<string> {
  const id = uuidv7();
  const now = new Date();
  const ended =
    status === "queued" ? {} : { finishedOn: now, triedOn: now, attempts: 1, statusCode: 204, durationMs: 5 };
  const event = { eventId: uuidv7(), eventType: "user.updated", data: { userId: uuidv7() }, occurredOn: now };
  await read((db) =>
    db.webhookDelivery.create({ data: { id, webhookId, status, ...event, createdOn: now, ...ended, ...values } }),
  );
  return id;
}

export const webhookRow = (id: string) => read((db) => db.webhook.findUniqueOrThrow({ where: { id } }));

/** The deliveries to a webhook, oldest first. */
export const deliveriesOf = (webhookId: string) =>
  read((db) => db.webhookDelivery.findMany({ where: { webhookId }, orderBy: { id: "asc" } }));

let jobs: Promise<LocalJobs> | undefined;

/** Runs every job that is due, as the application's own runner does. */
export async function runJobs(): Promise<void> {
  jobs ??= localJobs();
  const { turn } = await jobs;
  while ((await turn()) > 0) {
    // There may be more.
  }
}

/** Runs jobs until no delivery to the webhook is under way, retries included; returns the deliveries. */
export async function ended(webhookId: string): Promise<Awaited<ReturnType<typeof deliveriesOf>>> {
  await until({ withinMs: 10_000, what: "the end of the deliveries" }, async () => {
    await runJobs();
    return (await deliveriesOf(webhookId)).every(({ status }) => status !== "queued");
  });
  return deliveriesOf(webhookId);
}
