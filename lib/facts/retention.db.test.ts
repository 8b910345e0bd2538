import { afterAll, beforeEach, expect, test } from "vitest";
import { configure } from "../testing/configure.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { createTenantRow } from "../testing/people.ts";
import { asApp, asOwner } from "../testing/rows.ts";
import { aggregateDeliveries } from "./aggregate.ts";
import { FACTS_UPKEEP } from "./jobs.ts";
import { rebuildFacts } from "./rebuild.ts";
import { addRawEvents, dailyFacts, forgetFacts } from "./testing.ts";

const monthsAgo = (months: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
};
const partOf = (months: number) => `esp_events_${monthsAgo(months).toISOString().slice(0, 7).replace("-", "_")}`;
const exists = async (months: number) =>
  (await asApp<{ found: boolean }>("SELECT to_regclass($1) IS NOT NULL AS found", [partOf(months)]))[0]?.found;
const maintain = () => runMaintenance(FACTS_UPKEEP);

beforeEach(async () => {
  await forgetFacts();
  await asOwner(
    "SELECT ensure_esp_partition((date_trunc('month', now()) - make_interval(months => n))::date) FROM generate_series(0, 14) n",
  );
});
afterAll(() => configure({}));

test("issue: raw events past sources.rawRetentionMonths go by the month, their facts stay, and a rebuild leaves those alone", async () => {
  await configure({ "sources.rawRetentionMonths": 3 });
  const tenants = [await createTenantRow()];
  await addRawEvents(tenants, 10, monthsAgo(5), 60);
  await addRawEvents(tenants, 10, monthsAgo(1), 60);
  await aggregateDeliveries();
  const facts = await dailyFacts();
  await maintain();
  expect([await exists(5), await exists(4), await exists(3), await exists(0)]).toEqual([false, false, true, true]);
  await rebuildFacts();
  expect(await dailyFacts()).toEqual(facts);
});

test("a month with events that are not counted yet is kept", async () => {
  await configure({ "sources.rawRetentionMonths": 3 });
  await addRawEvents([await createTenantRow()], 10, monthsAgo(5), 60);
  await maintain();
  expect(await exists(5)).toBe(true);
  await aggregateDeliveries();
  await maintain();
  expect(await exists(5)).toBe(false);
});

test("the months to come are there before they begin", async () => {
  await asOwner(`DROP TABLE ${partOf(-2)}`);
  await maintain();
  expect([await exists(-1), await exists(-2)]).toEqual([true, true]);
});

test("the application can neither change nor delete a raw event", async () => {
  await expect(asApp("UPDATE esp_events SET kind = 'delivered'")).rejects.toThrow(/permission denied/);
  await expect(asApp("DELETE FROM esp_events")).rejects.toThrow(/permission denied/);
});
