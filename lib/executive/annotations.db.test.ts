import { beforeAll, describe, expect, test } from "vitest";
import { perform } from "../operation/perform.ts";
import { setTenantStatus } from "../tenants/index.ts";
import { callerOf } from "../testing/caller.ts";
import { createTenantRow } from "../testing/people.ts";
import { getAnnotations, getTenantAnnotations } from "./annotations.ts";
import { addAlert } from "./testing.ts";

describe("anchors §4: what happened while a series ran", () => {
  let acme: string;
  let other: string;
  const of = async (tenantId: string, caller = callerOf("ROLE_EXECUTIVE_CFO"), timeframe = "last_30d") =>
    (await perform(getTenantAnnotations, caller, { path: { tenantId }, query: { timeframe } })).data.items;

  beforeAll(async () => {
    [acme, other] = [await createTenantRow(), await createTenantRow()];
    await addAlert(acme, { priority: "critical", title: "Bounces far above the limit" });
    await addAlert(acme, { priority: "low", title: "Nothing to speak of" });
    await addAlert(acme, { priority: "high", title: "Long ago", hoursAgo: 24 * 20 });
    await addAlert(other, { priority: "critical", title: "Bounces far above the limit" });
    await perform(setTenantStatus, callerOf("SuperAdmin"), {
      path: { tenantId: acme },
      body: { isActive: false, reason: "Complaints" },
    });
  });

  test("a tenant's are its urgent incidents and the acts upon it, newest first, within the period", async () => {
    const month = await of(acme);
    expect(month.map(({ label }) => label).toSorted()).toEqual([
      "Bounces far above the limit",
      "Long ago",
      "Tenant suspended",
    ]);
    expect(month.map(({ at }) => at)).toEqual(
      month
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect((await of(acme, undefined, "last_7d")).map(({ label }) => label)).not.toContain("Long ago");
  });

  test("journey §5: of other tenants it says nothing, and out of scope is not found", async () => {
    expect((await of(other)).map(({ label }) => label)).toEqual(["Bounces far above the limit"]);
    const scoped = callerOf("ROLE_OPERATIONS_MANAGER", [other]);
    await expect(of(acme, scoped)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await of(other, scoped)).toHaveLength(1);
  });

  test("the platform's name a tenant only where it is one, and are for readers of the overview", async () => {
    const { data } = await perform(getAnnotations, callerOf("ROLE_EXECUTIVE_CFO"), { query: {} });
    const both = data.items.find(({ label }) => label.startsWith("Bounces far above the limit"));
    expect(both).toMatchObject({ label: "Bounces far above the limit · 2 tenants", tenantId: null, kind: "incident" });
    await expect(perform(getAnnotations, callerOf("ROLE_ANALYST"), { query: {} })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
