import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { clock } from "../core/clock.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { addBills, addMail, addServer, addSubscription, everyDay, refresh, sourcesAnswered } from "./testing.ts";

interface Row {
  readonly dedupe_key: string;
  readonly priority: string;
  readonly status: string;
  readonly category: string;
  readonly occurrences: number;
}
const alertsOf = (tenantId: string | null) =>
  asOwner<Row>(
    `SELECT dedupe_key, priority, status, category, occurrences FROM alerts
     WHERE type = 'threshold' AND tenant_id IS NOT DISTINCT FROM $1::uuid ORDER BY dedupe_key, created_on, id`,
    [tenantId],
  );
const brief = async (tenantId: string | null) =>
  (await alertsOf(tenantId)).map(
    ({ dedupe_key, priority, status }) => `${dedupe_key.split(":")[1]} ${priority} ${status}`,
  );
const setMail = async (tenantId: string, mail: { sent: number; bounced?: number; complained?: number }) => {
  await asOwner("DELETE FROM tenant_daily_facts WHERE tenant_id = $1", [tenantId]);
  await addMail(tenantId, everyDay(1, mail));
  await refresh();
};
const limits = DEFAULT_CONFIGURATION["executive.alertLimits"];

let ceo: SignedIn;
beforeAll(async () => {
  ceo = await as("ROLE_EXECUTIVE_CEO");
  await sourcesAnswered();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await configure({});
  await sourcesAnswered();
});

describe("domain.md §5: figures that reach a limit raise alerts", () => {
  test.each([
    [{ sent: 1000, bounced: 49 }, []],
    [{ sent: 1000, bounced: 50 }, ["bounce_rate medium open"]],
    [{ sent: 1000, bounced: 100 }, ["bounce_rate high open"]],
    [{ sent: 1000, bounced: 150 }, ["bounce_rate critical open"]],
    [{ sent: 1000, complained: 10 }, ["complaint_rate medium open"]],
    [{ sent: 1000, complained: 15 }, ["complaint_rate high open"]],
    [{ sent: 1000, complained: 20, bounced: 50 }, ["bounce_rate medium open", "complaint_rate critical open"]],
    // Too little mail says nothing.
    [{ sent: 99, bounced: 90 }, []],
    // $100, $1000 and $10 000 at risk.
    [{ sent: 100_000, bounced: 1999 }, []],
    [{ sent: 100_000, bounced: 2000 }, ["revenue_at_risk medium open"]],
    [{ sent: 1_000_000, bounced: 20_000 }, ["revenue_at_risk high open"]],
    [{ sent: 10_000_000, bounced: 200_000 }, ["revenue_at_risk high open"]],
    [{ sent: 10_000_000, bounced: 200_020 }, ["revenue_at_risk critical open"]],
  ])("%j: %j", async (mail, wanted) => {
    const tenantId = await createTenantRow();
    await setMail(tenantId, mail);
    expect(await brief(tenantId)).toEqual(wanted);
  });

  test("high: less than 70 percent of the list price is left after cost; a free tenant has no price to measure against", async () => {
    const [dear, free, cheap] = [await createTenantRow(), await createTenantRow(), await createTenantRow()];
    await addServer("dear", 3100, [], dear);
    await addServer("free", 3100, [], free);
    await addServer("cheap", 3000, [], cheap);
    await addSubscription(dear, 10_000);
    await addSubscription(cheap, 10_000);
    await refresh();
    expect(await brief(dear)).toEqual(["cost_efficiency high open"]);
    expect([await brief(free), await brief(cheap)]).toEqual([[], []]);
    expect((await alertsOf(dear))[0]?.category).toBe("cost_anomaly");
  });

  test("high: a saving above $5 000; critical: cost more than 20 percent over the budget; both are of no tenant", async () => {
    await addBills("postmark", 1, 1_000_000, 1_000_000, 1000);
    await addBills("mailgun", 1, 100_000, 100_000, 1000);
    await refresh();
    expect(await brief(null)).toEqual(["fleet_saving high open"]);
    // $11 092 a month: servers of the test before, and both bills.
    await configure({ "executive.alertLimits": { ...limits, budgetUsd: 9244 } });
    await refresh();
    expect(await brief(null)).not.toContain("fleet_budget critical open");
    await configure({ "executive.alertLimits": { ...limits, budgetUsd: 9000 } });
    await refresh();
    expect(await brief(null)).toEqual(["fleet_budget critical open", "fleet_saving high open"]);
  });
});

describe("one alert a tenant, metric and window, by constraint", () => {
  test("however often and by how many it is refreshed; a new UTC day counts it up once", async () => {
    const tenantId = await createTenantRow();
    await setMail(tenantId, { sent: 1000, bounced: 120 });
    await Promise.all([refresh(), refresh(), refresh(), refresh()]);
    await refresh();
    expect(await alertsOf(tenantId)).toMatchObject([{ occurrences: 1, status: "open" }]);
    const tomorrow = new Date(Date.now() + 86_400_000);
    vi.spyOn(clock, "now").mockReturnValue(tomorrow);
    await refresh();
    await refresh();
    expect(await alertsOf(tenantId)).toMatchObject([{ occurrences: 2, status: "open" }]);
    const second = asOwner(
      `INSERT INTO alerts (id, type, priority, title, summary, dedupe_key) SELECT gen_random_uuid(), type, priority, title, summary, dedupe_key
       FROM alerts WHERE tenant_id = $1`,
      [tenantId],
    );
    await expect(second).rejects.toThrow(/alerts_open_key/);
  });

  test("a figure that hovers at its limit goes on with the same alert", async () => {
    const tenantId = await createTenantRow();
    for (let n = 0; n < 3; n++) {
      await setMail(tenantId, { sent: 1000, bounced: 50 });
      expect(await brief(tenantId)).toEqual(["bounce_rate medium open"]);
      await setMail(tenantId, { sent: 1000, bounced: 49 });
      expect(await brief(tenantId)).toEqual(["bounce_rate medium resolved"]);
    }
  });

  test("what becomes worse is another alert of the same incident, and unread by who has seen the first", async () => {
    const tenantId = await createTenantRow();
    await setMail(tenantId, { sent: 1000, bounced: 60 });
    const feed = async () => {
      const { response } = await ceo.client.get(`/queue/notifications?tenant_id=${tenantId}&status=unread`);
      return (response["items"] as { id: string; priority: string }[]).map(({ priority, id }) => ({ priority, id }));
    };
    const [first] = await feed();
    await ceo.client.post(`/queue/notifications/${first?.id}/reviewed`, { reviewed: true });
    await refresh();
    // decisions §8: reviewing is not resolving.
    expect(await brief(tenantId)).toEqual(["bounce_rate medium open"]);
    await setMail(tenantId, { sent: 1000, bounced: 200, complained: 30 });
    expect(await brief(tenantId)).toEqual([
      "bounce_rate medium resolved",
      "bounce_rate critical open",
      "complaint_rate critical open",
    ]);
    expect((await feed()).map(({ priority }) => priority)).toEqual(["critical", "critical"]);
    const { response } = await ceo.client.get(`/system/tenants/${tenantId}/incidents`);
    expect(response["items"]).toMatchObject([
      { category: "deliverability", severity: "critical", status: "open", alerts: 3 },
    ]);
    const [incident] = response["items"] as { timeline: { event: string; priority: string }[] }[];
    expect(incident?.timeline.map(({ event, priority }) => `${event} ${priority}`).toSorted()).toEqual([
      "raised critical",
      "raised critical",
      "raised medium",
      "resolved medium",
      "reviewed medium",
    ]);
    await setMail(tenantId, { sent: 1000 });
    const after = await ceo.client.get(`/system/tenants/${tenantId}/incidents`);
    expect(after.response["items"]).toMatchObject([{ status: "resolved", resolved_at: expect.any(String) }]);
  });

  test("a deleted tenant's alerts are over", async () => {
    const tenantId = await createTenantRow();
    await setMail(tenantId, { sent: 1000, bounced: 60 });
    await asOwner("UPDATE tenants SET is_active = false, deleted_on = now() WHERE id = $1", [tenantId]);
    await refresh();
    expect(await brief(tenantId)).toEqual(["bounce_rate medium resolved"]);
  });
});

describe("decisions §8: a source that is silent", () => {
  test("neither raises nor resolves", async () => {
    const [known, fresh] = [await createTenantRow(), await createTenantRow()];
    await setMail(known, { sent: 1000, bounced: 60 });
    await sourcesAnswered({ esp_events: null });
    await setMail(known, { sent: 1000 });
    await setMail(fresh, { sent: 1000, bounced: 60 });
    expect([await brief(known), await brief(fresh)]).toEqual([["bounce_rate medium open"], []]);
    await sourcesAnswered();
    await refresh();
    expect([await brief(known), await brief(fresh)]).toEqual([
      ["bounce_rate medium resolved"],
      ["bounce_rate medium open"],
    ]);
  });
});

test("decisions §5 executive.alertLimits: other limits, other alerts", async () => {
  const tenantId = await createTenantRow();
  await setMail(tenantId, { sent: 10_000, bounced: 400 });
  expect(await brief(tenantId)).toEqual([]);
  await configure({ "executive.alertLimits": { ...limits, riskMediumUsd: 20, riskHighUsd: 21 } });
  await refresh();
  expect(await brief(tenantId)).toEqual(["revenue_at_risk medium open"]);
});
