import { afterAll, beforeAll, expect, test } from "vitest";
import { resetEnv } from "../../lib/env.ts";
import { resetLines } from "../../lib/sources/ask.ts";
import { backboneHealth } from "../../lib/sources/backbone-health.ts";
import { espBilling } from "../../lib/sources/esp-billing.ts";
import { infrastructure } from "../../lib/sources/infrastructure.ts";
import { businessEvents } from "../../lib/sources/posthog.ts";
import { refresh } from "../../lib/sources/refresh.ts";
import { createTenantRow } from "../../lib/testing/people.ts";
import { asOwner } from "../../lib/testing/rows.ts";
import { type Backbone, startBackbone } from "./backbone.ts";

let backbone: Backbone;
beforeAll(async () => {
  await Promise.all(Array.from({ length: 12 }, () => createTenantRow()));
  backbone = await startBackbone(process.env["DATABASE_URL"] ?? "");
  Object.assign(process.env, backbone.env);
  resetEnv();
  resetLines();
});
afterAll(() => backbone.server.close());

test("decisions §8: the sample backbone speaks the formats that the adapters know, so that every source is healthy", async () => {
  for (const source of [infrastructure, backboneHealth, espBilling, businessEvents]) {
    await refresh(source, new AbortController().signal);
  }
  const states = await asOwner(
    "SELECT source, state, error FROM source_health WHERE last_attempt_at IS NOT NULL ORDER BY 1",
  );
  expect(states).toEqual(
    ["backbone_health", "business_events", "esp_billing", "infrastructure"].map((source) => ({
      source,
      state: "healthy",
      error: null,
    })),
  );
  const [counts] =
    await asOwner(`SELECT (SELECT count(*) FROM vps_instances WHERE status = 'active')::int AS servers, (SELECT count(*) FROM ip_assignments)::int AS assignments,
    (SELECT count(*) FROM business_events)::int > 5 AS events, (SELECT count(*) FROM source_readings WHERE kind = 'month')::int AS months`);
  expect(counts).toEqual({ servers: 43, assignments: 12, events: true, months: 28 });
  expect(JSON.stringify(await asOwner("SELECT to_jsonb(v) FROM vps_instances v"))).not.toContain("not-kept");
});
