import { z } from "zod";
import { isFeatureOn } from "../configuration/features.ts";
import { clock } from "../core/clock.ts";
import { Id } from "../core/schema.ts";
import type { Db } from "../db/client.ts";
import { read } from "../db/transaction.ts";
import { enqueue, type JobContext, job } from "../jobs/index.ts";
import { cancelDelivery, giveUp, recordGone, recordSuccess, recordTry } from "./outcome.ts";
import { type Attempt, post } from "./post.ts";
import type { EventType } from "./schema.ts";
import { signedHeaders } from "./secrets.ts";

/** A receiver that answers so wants nothing more, ever (Standard Webhooks). */
const GONE = 410;

/** The last that a tenant's webhooks hear: the very acts that disable them, so these are sent although they are disabled. */
const FAREWELLS: ReadonlySet<string> = new Set<EventType>(["tenant.suspended", "tenant.deleted"]);

const Payload = z.strictObject({ deliveryId: Id, webhookId: Id });
type Payload = z.output<typeof Payload>;

/**
 * Sends one event to one webhook (decisions §5). Its retries are the job's; after the last one it is a dead letter. A receiver that
 * lets every attempt run into its time limit holds up no more than its own few at a time.
 */
export const deliverWebhook = job({
  kind: "webhook.deliver",
  payload: Payload,
  halts: "with-tenant",
  concurrency: { limit: 3, key: ({ webhookId }) => webhookId },
  failurePriority: "medium",
  subject: ({ webhookId }) => ({ entityType: "webhook", entityId: webhookId }),
  run: deliver,
  onFailure: (tx, { deliveryId }) => giveUp(tx, deliveryId),
});

/** Queues the sending of a delivery that the same transaction has written. It waits while the tenant is suspended. */
export async function enqueueDelivery(tx: Db, payload: Payload, type: EventType, tenantId: string): Promise<void> {
  const held = FAREWELLS.has(type) ? {} : { tenantId };
  await enqueue(tx, deliverWebhook, payload, { dedupeKey: `webhook:${payload.deliveryId}`, ...held });
}

/** A delivery with what is needed to send it. */
interface DueDelivery {
  readonly deliveryId: string;
  readonly status: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly data: unknown;
  readonly occurredOn: Date;
  readonly webhookId: string;
  readonly tenantId: string;
  readonly url: string;
  readonly isEnabled: boolean;
  readonly disabledReason: string | null;
  readonly secrets: readonly string[];
}

async function deliver({ deliveryId }: Payload, context: JobContext): Promise<void> {
  await context.checkpoint();
  const due = await findDue(deliveryId);
  if (!due || due.status === "succeeded" || due.status === "cancelled") {
    return; // sent already by an execution whose end was lost, or removed with its webhook
  }
  if (!(await isFeatureOn("features.webhooks", due.tenantId))) {
    return cancelDelivery(deliveryId, "Not sent: webhooks are switched off");
  }
  const isFarewell = due.disabledReason === "tenant" && FAREWELLS.has(due.eventType);
  if (!due.isEnabled && !isFarewell) {
    return cancelDelivery(deliveryId, "Not sent: the webhook was disabled");
  }
  const attempt = await send(due, context.signal);
  context.signal.throwIfAborted(); // cut off by the end of the process: no failure of the receiver
  await conclude(due, attempt);
}

async function findDue(deliveryId: string): Promise<DueDelivery | undefined> {
  const [due] = await read(
    (db) => db.$queryRaw<DueDelivery[]>`
    SELECT d.id AS "deliveryId", d.status, d.event_id AS "eventId", d.event_type AS "eventType", d.data, d.occurred_on AS "occurredOn",
      w.id AS "webhookId", w.tenant_id AS "tenantId", w.url, w.is_enabled AS "isEnabled", w.disabled_because AS "disabledReason",
      array_remove(ARRAY[w.secret, CASE WHEN w.previous_secret_ends_on > now() THEN w.previous_secret END], NULL) AS secrets
    FROM webhook_deliveries d JOIN webhooks w ON w.id = d.webhook_id WHERE d.id = ${deliveryId}::uuid`,
  );
  return due;
}

function send({ url, secrets, ...event }: DueDelivery, signal: AbortSignal): Promise<Attempt> {
  const body = JSON.stringify({ type: event.eventType, timestamp: event.occurredOn.toISOString(), data: event.data });
  const signature = signedHeaders(secrets, event.eventId, clock.now(), body);
  if (!signature) {
    return Promise.resolve(UNREADABLE);
  }
  const headers = { ...signature, "content-type": "application/json", "user-agent": "Rookery-Webhooks/1" };
  return post(new URL(url), { headers, body }, { signal });
}

const UNREADABLE: Attempt = {
  statusCode: null,
  durationMs: 0,
  error: "Not sent: the signing secret can no longer be read; rotate it",
};

/** Writes down what became of the attempt. Throws what makes the job try again, or after the last attempt a dead letter. */
async function conclude(due: DueDelivery, attempt: Attempt): Promise<void> {
  const { error, statusCode } = attempt;
  if (error === null) {
    return recordSuccess(due, attempt);
  }
  if (statusCode === GONE) {
    return recordGone(due, attempt);
  }
  await recordTry(due, attempt);
  throw new Error(error);
}
