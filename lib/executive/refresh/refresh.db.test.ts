import { beforeAll, describe, expect, test } from "vitest";
import { configure } from "../../testing/configure.ts";
import { createTenantRow } from "../../testing/people.ts";
import { asApp } from "../../testing/rows.ts";
import { addMail, addServer, addSubscription, daysAgo, everyDay, refresh } from "../testing.ts";

type Row = Readonly<Record<string, unknown>>;
const figuresOf = async (tenantId: string): Promise<Row> => {
  const rows = await asApp<Row>("SELECT * FROM tenant_figures WHERE tenant_id = $1", [tenantId]);
  return rows[0] ?? {};
};
const numbers = (row: Row, ...names: readonly string[]) => names.map((name) => Number(row[name]));
const MODELS = ["tenant_figures", "tenant_windows", "cost_history"] as const;
/** Everything in the read models, the times left out. */
const contents = async (): Promise<string> => {
  const parts = await Promise.all(
    MODELS.map((table) =>
      asApp<{ all: unknown }>(
        `SELECT jsonb_agg(to_jsonb(m) - '{mail_at,cost_at,revenue_at,computed_on}'::text[] ORDER BY (to_jsonb(m) - '{mail_at,cost_at,revenue_at,computed_on}'::text[])::text) AS all FROM ${table} m`,
      ),
    ),
  );
  return JSON.stringify(parts);
};

let acme: string;
let calm: string;
beforeAll(async () => {
  acme = await createTenantRow();
  calm = await createTenantRow();
  await addMail(acme, everyDay(60, { sent: 1000, bounced: 120, complained: 5 }));
  await addMail(acme, [{ day: daysAgo(100), sent: 500 }]);
  await addMail(calm, everyDay(3, { sent: 10 }));
  await addServer("s1", 1000, [
    { ip: "10.0.0.1", cents: 500, tenants: [acme, calm], state: "fair" },
    { ip: "10.0.0.2", cents: 500, tenants: [] },
  ]);
  await addSubscription(acme, 30_000);
  await refresh();
});

describe("the read models", () => {
  test("every tenant has a row from its creation on", async () => {
    expect(await figuresOf(await createTenantRow())).toMatchObject({ mail_on: null, risk_rank: -1 });
  });

  test("hold 30 UTC days, today included, and the 30 before", async () => {
    const row = await figuresOf(acme);
    expect(numbers(row, "sent", "bounced", "prior_sent", "mail_rows")).toEqual([30_000, 3600, 30_000, 30]);
    expect(numbers(row, "risk_rank", "delivery_rate")).toEqual([2, 88]);
  });

  test("rank nothing that has too little mail", async () => {
    expect(numbers(await figuresOf(calm), "sent", "risk_rank", "delivery_rate")).toEqual([30, -1, -1]);
  });

  test("hold the windows of revenue protection", async () => {
    const rows = await asApp<{ days: number; sent: string }>(
      "SELECT days, sent FROM tenant_windows WHERE tenant_id = $1 ORDER BY days",
      [acme],
    );
    expect(rows).toEqual([
      { days: 30, sent: "30000" },
      { days: 90, sent: "60000" },
      { days: 182, sent: "60500" },
      { days: 365, sent: "60500" },
    ]);
  });

  test("attribute the fleet to the cent, and what serves nobody to nobody", async () => {
    const [a, c] = [await figuresOf(acme), await figuresOf(calm)];
    expect(numbers(a, "server_cents", "address_cents", "monthly_cost_cents")).toEqual([250, 250, 500]);
    expect(numbers(c, "server_cents", "address_cents")).toEqual([250, 250]);
    expect([a["address_state"], a["addresses"]]).toEqual(["fair", 1]);
    const [fleet] = await asApp<{ facts: Record<string, number> }>(
      "SELECT facts FROM executive_facts WHERE name = 'cost'",
    );
    expect(fleet?.facts).toMatchObject({
      serverCents: 1000,
      addressCents: 1000,
      unallocatedServerCents: 500,
      unallocatedAddressCents: 500,
      dedicatedCents: 0,
    });
  });

  test("know the list price", async () => {
    expect(numbers(await figuresOf(acme), "price_cents", "subscriptions")).toEqual([30_000, 1]);
    expect((await figuresOf(calm))["price_cents"]).toBeNull();
  });
});

describe("refreshing", () => {
  test("again, or by four at once, changes nothing", async () => {
    await refresh();
    const before = await contents();
    await refresh();
    expect(await contents()).toBe(before);
    await Promise.all([refresh(), refresh(), refresh(), refresh()]);
    expect(await contents()).toBe(before);
  });

  test("takes in what is new, and only of those tenants that it is of", async () => {
    const other = String((await figuresOf(calm))["mail_at"]);
    await asApp("UPDATE tenant_daily_facts SET updated_at = updated_at - interval '1 hour'");
    await addMail(acme, [{ day: daysAgo(0), sent: 100 }]);
    await asApp("UPDATE figure_progress SET reached = now() - interval '1 minute'");
    await refresh();
    expect(numbers(await figuresOf(acme), "sent")).toEqual([30_100]);
    expect(String((await figuresOf(calm))["mail_at"])).toBe(other);
  });

  test("takes in late events of days that lie back, in the long windows too", async () => {
    await addMail(acme, [{ day: daysAgo(5), sent: 7 }]);
    await refresh();
    const [row] = await asApp<{ sent: string }>("SELECT sent FROM tenant_windows WHERE tenant_id = $1 AND days = 90", [
      acme,
    ]);
    expect(row?.sent).toBe("60107");
  });

  test("rebuilt from nothing it is the same", async () => {
    const before = await contents();
    await asApp(
      "UPDATE tenant_figures SET mail_on = NULL, long_on = NULL, sent = 7, risk_rank = 0, monthly_cost_cents = -1",
    );
    await asApp("DELETE FROM tenant_windows");
    await asApp("DELETE FROM executive_facts");
    await refresh();
    expect(await contents()).toBe(before);
  });

  test("another limit in the configuration ranks everybody anew", async () => {
    await configure({ "executive.volumeFloor": 20 });
    await refresh();
    expect(numbers(await figuresOf(calm), "risk_rank", "delivery_rate")).toEqual([0, 100]);
    await configure({});
    await refresh();
    expect(numbers(await figuresOf(calm), "risk_rank")).toEqual([-1]);
  });
});
