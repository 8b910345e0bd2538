import { v7 as uuidv7 } from "uuid";
import { tenantsWithFeature } from "../configuration/features.ts";
import { clock } from "../core/clock.ts";
import type { Db } from "../db/client.ts";
import { enqueueDelivery } from "./delivery-job.ts";
import type { EventType } from "./schema.ts";

/** Something that has happened. Ids and states alone: what is sent is kept, and names of persons are not. */
export interface PublishedEvent {
  readonly type: EventType;
  /** Whose webhooks hear of it; each tenant gets an event of its own and learns of no other. */
  readonly tenantIds: readonly string[];
  readonly occurredOn: Date;
  readonly data: object;
}

interface Target {
  readonly webhookId: string;
  readonly tenantId: string;
}

/**
 * Tells the enabled webhooks of the tenants that listen to the type, in the transaction of the effect: a delivery exists exactly when
 * the effect does (SRS §13). Costs indexed reads alone where nobody listens. Returns how many deliveries were queued.
 */
export async function publishEvent(tx: Db, { type, tenantIds, occurredOn, data }: PublishedEvent): Promise<number> {
  const on = await tenantsWithFeature("features.webhooks", tenantIds, tx);
  if (on.length === 0) {
    return 0;
  }
  const targets = await tx.$queryRaw<Target[]>`
    SELECT id AS "webhookId", tenant_id AS "tenantId" FROM webhooks
    WHERE tenant_id = ANY(${on}::uuid[]) AND is_enabled AND ${type} = ANY(events) ORDER BY tenant_id, id`;
  const eventIds = new Map(targets.map(({ tenantId }) => [tenantId, newEventId()]));
  const deliveries = targets.map(({ webhookId, tenantId }) => ({
    webhookId,
    tenantId,
    eventId: eventIds.get(tenantId) ?? newEventId(),
    eventType: type,
    occurredOn,
    data: { tenantId, ...data },
  }));
  await queueDeliveries(tx, deliveries);
  return deliveries.length;
}

/** As `publishEvent` for many of one type: tenants where nobody listens to it cost one read together. */
export async function publishEvents(tx: Db, type: EventType, events: readonly PublishedEvent[]): Promise<void> {
  const all = [...new Set(events.flatMap(({ tenantIds }) => tenantIds))];
  const listening = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT DISTINCT tenant_id AS "tenantId" FROM webhooks
    WHERE tenant_id = ANY(${all}::uuid[]) AND is_enabled AND ${type} = ANY(events)`;
  const heard = new Set(listening.map(({ tenantId }) => tenantId));
  for (const event of events) {
    const tenantIds = event.tenantIds.filter((id) => heard.has(id));
    if (tenantIds.length > 0) {
      await publishEvent(tx, { ...event, tenantIds });
    }
  }
}

/** An event on its way to one webhook. */
interface NewDelivery extends Target {
  readonly eventId: string;
  readonly eventType: EventType;
  readonly occurredOn: Date;
  readonly data: object;
}

/** The id that a receiver knows the event by, however often it is sent. */
export const newEventId = (): string => uuidv7({ msecs: clock.now().getTime() });

/** Writes the deliveries and queues their sending, in the caller's transaction. Returns their ids, in order. */
export async function queueDeliveries(tx: Db, deliveries: readonly NewDelivery[]): Promise<string[]> {
  if (deliveries.length === 0) {
    return [];
  }
  const createdOn = clock.now();
  const rows = deliveries.map(({ tenantId: _, ...delivery }) => ({
    ...delivery,
    id: uuidv7({ msecs: createdOn.getTime() }),
    createdOn,
  }));
  await tx.webhookDelivery.createMany({ data: rows });
  for (const [index, { id: deliveryId, webhookId, eventType }] of rows.entries()) {
    await enqueueDelivery(tx, { deliveryId, webhookId }, eventType, deliveries[index]?.tenantId ?? "");
  }
  return rows.map(({ id }) => id);
}
