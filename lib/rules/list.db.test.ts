import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { resetEnv } from "../env.ts";
import { as, asCustom, type SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import type { Rule } from "./schema.ts";
import { addExecution, addRule, ruleInput } from "./testing.ts";

const RULES = "/super-admin/rules";
let admin: SignedIn;
beforeAll(async () => {
  // Without a source of mail a rule on mail has no data.
  for (const name of ["POSTMARK_WEBHOOK_USER", "POSTMARK_WEBHOOK_PASSWORD", "MAILGUN_SIGNING_KEY"]) {
    delete process.env[name];
  }
  resetEnv();
  admin = await as("SuperAdmin");
});

const create = async (change: object = {}): Promise<Rule> =>
  (await admin.client.post<Rule>(RULES, ruleInput(change))).response;

describe("SRS §10.2 list rules", () => {
  test("filters by scope and isEnabled, sorts by name and createdOn, and leaves archived rules out", async () => {
    const scope = `tenant:${await createTenantRow()}`;
    const names = ["b-rule", "A-rule", "c-rule"];
    for (const [index, name] of names.entries()) {
      await create({ name, scope, isEnabled: index !== 2 });
    }
    const listed = async (query: string) => {
      const { response } = await admin.client.get<{ items: Rule[]; totalItems: number }>(
        `${RULES}?scope=${scope}&${query}`,
      );
      return [response.items.map(({ name }) => name), response.totalItems];
    };
    expect(await listed("")).toEqual([["c-rule", "A-rule", "b-rule"], 3]);
    expect(await listed("sort=name")).toEqual([["A-rule", "b-rule", "c-rule"], 3]);
    expect(await listed("isEnabled=true&sort=createdOn&pageSize=1&page=2")).toEqual([["A-rule"], 2]);
    const { response } = await admin.client.get<{ items: Rule[] }>(`${RULES}?scope=${scope}&isEnabled=false`);
    await admin.client.del(`${RULES}/${response.items[0]?.ruleId}`);
    expect(await listed("")).toEqual([["A-rule", "b-rule"], 2]);
    expect((await admin.client.get(`${RULES}?sort=version`)).status).toBe(400);
  });

  test("search finds a part of the name in any letter case, its wildcards taken literally; each rule says how it stands", async () => {
    const tenantId = await createTenantRow();
    const scope = `tenant:${tenantId}`;
    const content = { condition: "failed_logins_10m > 5", action: "SUSPEND_USER", scope };
    await admin.client.post("/super-admin/rules", { ...content, name: "Night watch 100%", isEnabled: true });
    await admin.client.post("/super-admin/rules", { ...content, name: "Day watch" });
    const found = async (search: string) =>
      (
        await admin.client.get<{ items: { name: string; state: string }[] }>(
          `/super-admin/rules?scope=${scope}&sort=name&search=${encodeURIComponent(search)}`,
        )
      ).response.items.map(({ name, state }) => [name, state]);
    expect(await found("WATCH")).toEqual([
      ["Day watch", "disabled"],
      ["Night watch 100%", "normal"],
    ]);
    expect(await found("0%")).toEqual([["Night watch 100%", "normal"]]);
    expect(await found("t_w")).toEqual([]);
  });

  test("decisions §3: an Auditor reads them; a custom role with RULES_VIEW and tenants sees global ones and its own", async () => {
    const [mine, other] = [await createTenantRow(), await createTenantRow()];
    const [global, own, foreign] = [
      await addRule(),
      await addRule({ tenantId: mine }),
      await addRule({ tenantId: other }),
    ];
    const auditor = await as("Auditor");
    expect((await auditor.client.get(`/admin/rules/${foreign}`)).status).toBe(200);
    expect((await auditor.client.post("/admin/rules", ruleInput())).status).toBe(403);
    const viewer = await asCustom(["RULES_VIEW", "RULES_EDIT"], { tenantIds: [mine] });
    const seen = await Promise.all([global, own, foreign].map((id) => viewer.client.get(`/admin/rules/${id}`)));
    expect(seen.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect((await viewer.client.post("/admin/rules", ruleInput())).status).toBe(403);
  });

  test("decisions §3: a scoped reader learns of the runs of its tenants' rules, of a global rule's runs nothing, nor who wrote it", async () => {
    const tenantId = await createTenantRow();
    const [global, own] = [(await create({ isEnabled: false })).ruleId, await addRule({ tenantId })];
    const [outside, inside] = [
      await addExecution(global, "succeeded", admin.userId),
      await addExecution(own, "succeeded", admin.userId),
    ];
    const { client } = await asCustom(["RULES_VIEW"], { tenantIds: [tenantId] });
    const lastOf = async (ruleId: string) => (await client.get<Rule>(`/admin/rules/${ruleId}`)).response.lastExecution;
    expect(await Promise.all([global, own].map(lastOf))).toMatchObject([null, { executionId: inside }]);
    const runs = await Promise.all([outside, inside].map((id) => client.get(`/admin/executions/${id}`)));
    expect(runs.map(({ status }) => status)).toEqual([404, 200]);
    expect(runs[1]?.response).toMatchObject({ startedById: null });
    const { response } = await client.get<{ items: object[] }>(`/admin/rules/${global}/versions`);
    expect(response.items).toMatchObject([{ createdBy: null }]);
    const all = await admin.client.get<{ items: object[] }>(`${RULES}/${global}/versions`);
    expect(all.response.items).toMatchObject([{ createdBy: admin.userId }]);
  });

  test("the filter by state finds those who are listed with it, in pages cut by the database", async () => {
    const scope = `tenant:${await createTenantRow()}`;
    const tenantId = scope.replace("tenant:", "");
    const enabled = { tenantId, isEnabled: true };
    const [firing, error, edited] = [await addRule(enabled), await addRule(enabled), await addRule(enabled)];
    await addExecution(firing, "queued");
    await addExecution(error, "failed");
    await addExecution(edited, "failed");
    await prisma().ruleExecution.updateMany({ where: { ruleId: firing }, data: { status: "succeeded", total: 3 } });
    await prisma().rule.update({ where: { id: edited }, data: { updatedOn: new Date(Date.now() + 60_000) } });
    const past = await addRule(enabled);
    await addExecution(past, "queued");
    const longAgo = new Date(Date.now() - 3_600_000);
    await prisma().ruleExecution.updateMany({
      where: { ruleId: past },
      data: { status: "succeeded", total: 3, createdOn: longAgo },
    });
    await addRule({ ...enabled, condition: "failed_logins_10m >" });
    await addRule({ ...enabled, condition: "bounce_rate_1d > 5", action: "SUSPEND_TENANT" });
    await addRule({ ...enabled, mode: "observe" });
    await addRule({ tenantId });
    type Listed = { items: Rule[]; totalItems: number };
    const listed = async (query: string) =>
      (await admin.client.get<Listed>(`${RULES}?scope=${scope}&sort=createdOn&${query}`)).response;
    const all = (await listed("")).items;
    expect(Map.groupBy(all, ({ state }) => state).size).toBe(6);
    for (const state of ["normal", "firing", "no_data", "error", "observing", "disabled"]) {
      const wanted = all.filter((rule) => rule.state === state);
      expect(await listed(`state=${state}`)).toMatchObject({ items: wanted, totalItems: wanted.length });
    }
    const [, second] = all.filter(({ state }) => state === "error");
    expect(await listed("state=error&pageSize=1&page=2")).toMatchObject({ items: [second], totalItems: 2 });
    expect((await admin.client.get(`${RULES}?state=archived`)).status).toBe(400);
  });

  test("decisions §3: to a scoped reader a global rule that hit somebody is not firing, in the list and by the filter", async () => {
    const ruleId = await addRule({ isEnabled: true });
    await addExecution(ruleId, "queued");
    await prisma().ruleExecution.updateMany({ where: { ruleId }, data: { status: "succeeded", total: 3 } });
    const { client } = await asCustom(["RULES_VIEW"], { tenantIds: [await createTenantRow()] });
    const ids = async (who: typeof client, path: string) =>
      (await who.get<{ items: Rule[] }>(`${path}/rules?scope=global&pageSize=100`)).response.items
        .filter(({ state }) => state === "firing")
        .map((rule) => rule.ruleId);
    const firing = async (who: typeof client, path: string) =>
      (await who.get<{ items: Rule[] }>(`${path}/rules?scope=global&state=firing`)).response.items.map(
        (rule) => rule.ruleId,
      );
    expect(await ids(client, "/admin")).toEqual([]);
    expect(await firing(client, "/admin")).toEqual([]);
    expect(await firing(admin.client, "/super-admin")).toContain(ruleId);
    expect(await ids(admin.client, "/super-admin")).toContain(ruleId);
  });
});
