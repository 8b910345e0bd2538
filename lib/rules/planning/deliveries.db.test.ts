import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { read } from "../../db/transaction.ts";
import { resetEnv } from "../../env.ts";
import { aggregateDeliveries } from "../../facts/aggregate.ts";
import { forgetFacts } from "../../facts/testing.ts";
import { createTenantRow } from "../../testing/people.ts";
import { asOwner } from "../../testing/rows.ts";
import { compile } from "../condition/compile.ts";
import { connectedDeliveries } from "./deliveries.ts";
import { plan } from "./plan.ts";

const HOUR_MS = 3_600_000;
let bouncing: string;
let sound: string;

async function add(tenantId: string, kind: string, hoursAgo: number, count: number): Promise<void> {
  await asOwner(
    `INSERT INTO esp_events (provider, event_key, occurred_at, kind, tenant_id)
     SELECT 'postmark', gen_random_uuid(), $1, $2, $3 FROM generate_series(1, $4::integer)`,
    [new Date(Date.now() - hoursAgo * HOUR_MS), kind, tenantId, count],
  );
}

async function hits(source: string, asOf = new Date()): Promise<string[]> {
  const compiled = compile(source, "SUSPEND_TENANT");
  if (!compiled.ok) {
    throw new Error("does not compile");
  }
  const rule = { condition: compiled.condition, action: "SUSPEND_TENANT" as const, tenantId: null, saved: null };
  const { impacted } = await read((db) => plan(db, rule, asOf, 10, { isPast: asOf < new Date() }));
  return impacted.map(({ entityId }) => entityId);
}

beforeAll(async () => {
  [bouncing, sound] = [await createTenantRow(), await createTenantRow()];
  await asOwner("UPDATE tenants SET created_on = now() - interval '200 days'");
});
beforeEach(async () => {
  await forgetFacts();
  await add(bouncing, "bounced", 5, 20);
  await add(bouncing, "delivered", 5, 80);
  await add(sound, "delivered", 5, 100);
  await add(sound, "bounced", 24 * 60, 50);
  await aggregateDeliveries();
});

describe("decisions §6: what rules read of sent mail", () => {
  test("rates and counts come from the facts of delivery events", async () => {
    expect(await hits("bounce_rate_7d > 10.0")).toEqual([bouncing]);
    expect((await hits("sent_24h == 100")).sort()).toEqual([bouncing, sound].sort());
    expect(await hits("bounced_1h > 0")).toEqual([]);
  });

  test("past the days that are kept by the hour, the facts by the day answer", async () => {
    expect(await hits("bounced_7d > 10", new Date(Date.now() - 58 * 24 * HOUR_MS))).toEqual([sound]);
  });

  test("no webhook set up means that nothing is known, not that nothing was sent", async () => {
    const { POSTMARK_WEBHOOK_USER: user, MAILGUN_SIGNING_KEY: key } = process.env;
    delete process.env["POSTMARK_WEBHOOK_USER"];
    delete process.env["MAILGUN_SIGNING_KEY"];
    resetEnv();
    expect(connectedDeliveries()).toBeNull();
    expect(await hits("sent_7d < 1000")).toEqual([]);
    Object.assign(process.env, { POSTMARK_WEBHOOK_USER: user, MAILGUN_SIGNING_KEY: key });
    resetEnv();
    expect((await hits("sent_7d < 1000")).length).toBe(2);
  });
});
