import { v7 as uuidv7 } from "uuid";
import { clock } from "../../../lib/core/clock.ts";
import { prisma } from "../../../lib/db/client.ts";
import { transaction } from "../../../lib/db/transaction.ts";
import type { Caller } from "../../../lib/operation/operation.ts";
import { perform } from "../../../lib/operation/perform.ts";
import { createWebhook } from "../../../lib/webhooks/operations.ts";
import { giveUp, recordSuccess, recordTry } from "../../../lib/webhooks/outcome.ts";
import { newEventId } from "../../../lib/webhooks/publish.ts";
import type { EventType } from "../../../lib/webhooks/schema.ts";
import { DAY_MS, MINUTE_MS } from "../calendar.ts";
import { Random } from "../random.ts";
import { newRequestId } from "./request-id.ts";

const SEED = 20_261_121;
/** How long deliveries are kept. */
const KEPT_DAYS = 29;
const EVENTS_MAX = 40;

/** What stands in the audit log as a webhook hears of it. */
const EVENTS: Readonly<Record<string, EventType>> = {
  TENANT_UPDATED: "tenant.updated",
  TENANT_ACTIVATED: "tenant.activated",
  USER_CREATED: "user.created",
  USER_UPDATED: "user.updated",
  USER_LOCKED: "user.locked",
  USER_UNLOCKED: "user.unlocked",
  USER_SUSPENDED: "user.suspended",
  USER_FORCE_LOGOUT: "user.logged_out",
};

/** Two addresses of each tenant: one that answers, and one that has its troubles. */
const RECEIVERS = [
  { host: "hooks", description: "Directory sync", troubles: 0.04 },
  { host: "siem", description: "Security monitoring", troubles: 0.25 },
] as const;

interface PastEvent {
  readonly tenantId: string;
  readonly occurredOn: Date;
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string;
}

/** Makes webhooks for the tenants where most has happened, and tells them of it as it happened. Returns how many deliveries that were. */
export async function deliverPastEvents(admin: Caller, nowMs: number): Promise<number> {
  const random = new Random(SEED);
  let sent = 0;
  for (const { id: tenantId, code } of await busiestTenants()) {
    const events = await pastEvents(tenantId, new Date(nowMs - KEPT_DAYS * DAY_MS));
    for (const { host, description, troubles } of RECEIVERS) {
      clock.now = () => new Date(nowMs - (KEPT_DAYS + 11) * DAY_MS);
      const url = `https://${host}.${code.toLowerCase().replaceAll("_", "-")}.example/rookery`;
      const caller = { ...admin, request: { ...admin.request, requestId: newRequestId() } };
      const { data } = await perform(createWebhook, caller, { path: { tenantId }, body: { url, description } });
      for (const event of events) {
        await deliver({ webhookId: data.webhookId, tenantId }, event, random, troubles);
      }
      sent += events.length;
    }
  }
  return sent;
}

const busiestTenants = () =>
  prisma().$queryRaw<{ id: string; code: string }[]>`
    SELECT t.id, t.code FROM tenants t JOIN user_tenants m ON m.tenant_id = t.id
    WHERE t.is_active AND t.deleted_on IS NULL GROUP BY t.id ORDER BY count(*) DESC, t.id LIMIT 3`;

const pastEvents = (tenantId: string, since: Date) =>
  prisma().$queryRaw<PastEvent[]>`
    SELECT * FROM (
      SELECT tenant_id AS "tenantId", occurred_on AS "occurredOn", action, entity_type AS "entityType", entity_id AS "entityId"
      FROM audit_events WHERE tenant_id = ${tenantId}::uuid AND occurred_on > ${since} AND outcome = 'success'
        AND action = ANY(${Object.keys(EVENTS)}) ORDER BY occurred_on DESC LIMIT ${EVENTS_MAX}) e
    ORDER BY "occurredOn"`;

interface Target {
  readonly webhookId: string;
  readonly tenantId: string;
}

/** One delivery with its outcome: most arrive at once, some at a later try, few never. */
async function deliver(target: Target, event: PastEvent, random: Random, troubles: number): Promise<void> {
  const { tenantId, occurredOn, action, entityType, entityId } = event;
  let at = occurredOn.getTime() + random.int(40, 900);
  clock.now = () => new Date(at);
  const deliveryId = uuidv7({ msecs: at });
  await prisma().webhookDelivery.create({
    data: {
      id: deliveryId,
      webhookId: target.webhookId,
      eventId: newEventId(),
      eventType: EVENTS[action] ?? "tenant.updated",
      data: { tenantId, ...(entityType === "user" && { userId: entityId }) },
      occurredOn,
      createdOn: clock.now(),
    },
    select: { id: true },
  });
  const sent = { ...target, deliveryId };
  const failures = random.chance(troubles) ? random.int(1, 4) : 0;
  for (let attempt = 1; attempt <= failures; attempt += 1) {
    await recordTry(sent, { statusCode: 503, durationMs: random.int(80, 900), error: "The address answered 503" });
    at += attempt * 2 * MINUTE_MS;
  }
  if (failures < 4) {
    await recordSuccess(sent, { statusCode: 204, durationMs: random.int(28, 240), error: null });
  } else {
    await transaction((tx) => giveUp(tx, deliveryId));
  }
}
