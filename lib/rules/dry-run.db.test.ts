import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow, type PersonOptions } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { compiled } from "./compiled.ts";
import { bucketOf } from "./planning/bucket.ts";
import { addRule } from "./testing.ts";

interface DryRun {
  readonly dryRun: true;
  readonly ruleVersion: number;
  readonly evaluated: number;
  readonly impacted: readonly {
    entityType: string;
    entityId: string;
    label: string;
    metrics: Record<string, unknown>;
    plannedAction: string;
    alreadyApplied: boolean;
  }[];
  readonly impactedTotal: number;
  readonly parkedWhy: string | null;
}

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const dryRun = (ruleId: string, query = "") =>
  admin.client.post<DryRun>(`/super-admin/rules/${ruleId}/execute?dryRun=true${query}`);

/** A user with so many failed sign-ins, one a minute back from now. */
async function withFailures(count: number, options: PersonOptions = {}): Promise<{ userId: string; email: string }> {
  const person = await createPerson("Auditor", options);
  const data = Array.from({ length: count }, (_, n) => ({
    userId: person.userId,
    succeeded: false,
    ipAddress: "10.0.0.0/24",
    occurredOn: new Date(Date.now() - n * 60_000),
  }));
  await prisma().loginEvent.createMany({ data });
  return person;
}

describe("SRS §10.4 execute with dryRun=true", () => {
  test("lists the impacted users with the values that tripped the rule, changes nothing and is audited", async () => {
    const tenantId = await createTenantRow();
    const [hit, calm] = [
      await withFailures(6, { tenantIds: [tenantId] }),
      await withFailures(5, { tenantIds: [tenantId] }),
    ];
    const done = await withFailures(8, { tenantIds: [tenantId], status: "suspended" });
    const ruleId = await addRule({ tenantId });
    const answer = await dryRun(ruleId);
    expect(answer.status).toBe(200);
    expect(answer.response).toMatchObject({
      dryRun: true,
      ruleVersion: 1,
      evaluated: 3,
      impactedTotal: 2,
      evaluatedAt: expect.any(String),
    });
    expect(answer.response.impacted).toEqual(
      expect.arrayContaining([
        {
          entityType: "user",
          entityId: hit.userId,
          label: hit.email,
          metrics: { failed_logins_10m: 6 },
          plannedAction: "SUSPEND_USER",
          alreadyApplied: false,
        },
        expect.objectContaining({ entityId: done.userId, metrics: { failed_logins_10m: 8 }, alreadyApplied: true }),
      ]),
    );
    expect((await prisma().user.findUniqueOrThrow({ where: { id: hit.userId } })).status).toBe("active");
    expect(answer.response.impacted.map(({ entityId }) => entityId)).not.toContain(calm.userId);
    const rows = await auditOf(answer.headers.get("x-request-id"));
    expect(rows).toMatchObject([
      { action: "RULE_DRY_RUN", entityId: ruleId, tenantId, after: { impactedTotal: 2, evaluated: 3 } },
    ]);
    expect(JSON.stringify(rows.map(({ after }) => after))).not.toContain(hit.email);
  });

  test("works on a disabled rule, not on an archived one, and lists as many as asked for", async () => {
    const tenantId = await createTenantRow();
    for (let n = 0; n < 3; n += 1) {
      await withFailures(1, { tenantIds: [tenantId] });
    }
    const ruleId = await addRule({ tenantId, condition: "failed_logins_1d >= 1", action: "FORCE_LOGOUT" });
    const { response } = await dryRun(ruleId, "&limit=2");
    expect([response.impacted.length, response.impactedTotal]).toEqual([2, 3]);
    expect(response.impacted.every(({ alreadyApplied }) => alreadyApplied)).toBe(true);
    await admin.client.del(`/super-admin/rules/${ruleId}`);
    expect((await dryRun(ruleId)).status).toBe(409);
    expect((await admin.client.post(`/super-admin/rules/${ruleId}/execute?dryRun=perhaps`)).errors).toHaveProperty(
      "dryRun",
    );
  });

  test("decisions §6: an effect of this version in this window bucket counts as applied", async () => {
    const tenantId = await createTenantRow();
    const { userId } = await withFailures(7, { tenantIds: [tenantId] });
    const ruleId = await addRule({ tenantId, action: "RAISE_ALERT" });
    const execution = await prisma().ruleExecution.create({
      data: { ruleId, ruleVersion: 1, trigger: "manual", status: "succeeded" },
    });
    const effect = {
      ruleId,
      ruleVersion: 1,
      entityId: userId,
      executionId: execution.id,
      action: "RAISE_ALERT",
      status: "applied",
      metrics: {},
    };
    const bucket = bucketOf(compiled("failed_logins_10m > 5", "RAISE_ALERT"), new Date());
    await prisma().ruleEffect.create({ data: { ...effect, bucket: new Date(bucket.getTime() - 600_000) } });
    const before = (await dryRun(ruleId)).response.impacted;
    await prisma().ruleEffect.create({ data: { ...effect, bucket } });
    await expect(prisma().ruleEffect.create({ data: { ...effect, bucket } })).rejects.toThrow(/Unique constraint/);
    const after = (await dryRun(ruleId)).response.impacted;
    expect([before, after]).toMatchObject([
      [{ entityId: userId, alreadyApplied: false }],
      [{ entityId: userId, alreadyApplied: true }],
    ]);
  });

  test("a rule on tenants says which would be suspended and which are", async () => {
    const [active, suspended] = [await createTenantRow(), await createTenantRow({ isActive: false })];
    for (const tenantId of [active, suspended]) {
      await withFailures(4, { tenantIds: [tenantId] });
      await withFailures(4, { tenantIds: [tenantId] });
    }
    const ruleId = await addRule({ condition: "failed_logins_1h > 7", action: "SUSPEND_TENANT" });
    const { impacted } = (await dryRun(ruleId)).response;
    expect(
      Object.fromEntries(impacted.map(({ entityId, alreadyApplied }) => [entityId, alreadyApplied])),
    ).toMatchObject({ [active]: false, [suspended]: true });
    expect(impacted.find(({ entityId }) => entityId === active)).toMatchObject({
      entityType: "tenant",
      metrics: { failed_logins_1h: 8 },
    });
  });

  test("SRS §12 draws on the allowance of rule executions", async () => {
    const { headers } = await dryRun(await addRule());
    expect(headers.get("ratelimit-policy")).toBe('"ruleExecution";q=30;w=60');
  });
});

describe("decisions §6 the bound on impact, before anything is run", () => {
  test("a dry run says why a run would wait for an approval, and of an observing rule nothing", async () => {
    const tenantId = await createTenantRow();
    await withFailures(6, { tenantIds: [tenantId] });
    await withFailures(7, { tenantIds: [tenantId] });
    const bounded = await addRule({ tenantId, maxImpact: 1 });
    expect((await dryRun(bounded)).response.parkedWhy).toBe("2 would be hit, more than the 1 that the rule allows");
    const observing = await addRule({ tenantId, maxImpact: 1, mode: "observe" });
    expect((await dryRun(observing)).response).toMatchObject({ impactedTotal: 2, parkedWhy: null });
  });
});

describe("decisions §5 dry run of a draft", () => {
  const draftRun = (body: object) => admin.client.post<DryRun>("/super-admin/rules/dry-run", body);

  test("lists whom a rule that is not saved would hit, saves nothing and is audited", async () => {
    const tenantId = await createTenantRow();
    const hit = await withFailures(6, { tenantIds: [tenantId] });
    await withFailures(2, { tenantIds: [tenantId] });
    const scope = `tenant:${tenantId}`;
    const body = { condition: "failed_logins_10m > 5", action: "SUSPEND_USER", scope, maxImpact: 0 };
    const { status, response } = await draftRun(body);
    expect(status).toBe(200);
    expect(response).toMatchObject({ dryRun: true, ruleVersion: null, evaluated: 2, impactedTotal: 1 });
    expect(response.impacted).toMatchObject([{ entityId: hit.userId, metrics: { failed_logins_10m: 6 } }]);
    expect(response.parkedWhy).toContain("more than the 0 that the rule allows");
    expect(await prisma().rule.count({ where: { tenantId } })).toBe(0);
    expect(await prisma().auditEvent.count({ where: { tenantId, action: "RULE_DRY_RUN" } })).toBe(1);
  });

  test("a mistake is 400 on condition with its place, an unknown tenant 400 on scope, a wrong role 403", async () => {
    const wrong = await draftRun({ condition: "failed_logins_10m > ", action: "SUSPEND_USER" });
    expect(wrong.status).toBe(400);
    expect(wrong.errors).toHaveProperty("condition");
    const scope = "tenant:01930d5e-7a10-7c3e-9b1f-3f2a64d0c0ff";
    const nowhere = await draftRun({ condition: "failed_logins_10m > 5", action: "SUSPEND_USER", scope });
    expect(nowhere.errors).toHaveProperty("scope");
    const { client } = await as("Auditor");
    expect((await client.post("/super-admin/rules/dry-run", {})).status).toBe(403);
  });
});
