import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { auditOf } from "../testing/rows.ts";
import { addRule } from "./testing.ts";
import type { RuleBacktest } from "./trial-schema.ts";

const RULES = "/super-admin/rules";
let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

const noon = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 - 86_400_000 / 2);
const span = {
  from: new Date(noon.getTime() - 3_600_000).toISOString(),
  to: new Date(noon.getTime() + 3_600_000).toISOString(),
  stepMinutes: 30,
};

/** A member of the tenant with one failed sign-in a minute from noon of yesterday on. */
async function underAttack(
  tenantId: string,
  count: number,
): Promise<{ userId: string; email: string; failures: { id: string }[] }> {
  const person = await createPerson("Auditor", { tenantIds: [tenantId] });
  await prisma().user.update({
    where: { id: person.userId },
    data: { createdOn: new Date(noon.getTime() - 86_400_000) },
  });
  const rows = Array.from({ length: count }, (_, n) => ({
    userId: person.userId,
    succeeded: false,
    ipAddress: "10.0.0.0/24",
    occurredOn: new Date(noon.getTime() + n * 60_000),
  }));
  const failures = await prisma().loginEvent.createManyAndReturn({ data: rows, select: { id: true } });
  return { ...person, failures };
}

describe("decisions §5 execution: POST /rules/{ruleId}/backtest", () => {
  test("answers whom the rule would have hit, when, by which event, and the totals per step: the sixth failure of AutoSuspendRule", async () => {
    const tenantId = await createTenantRow();
    const [hit, calm] = [await underAttack(tenantId, 7), await underAttack(tenantId, 5)];
    const ruleId = await addRule({ tenantId });
    const answer = await admin.client.post<RuleBacktest>(`${RULES}/${ruleId}/backtest`, span);
    expect(answer.status).toBe(200);
    const { hits, steps, ...rest } = answer.response;
    const sixth = new Date(noon.getTime() + 5 * 60_000).toISOString();
    expect(hits).toEqual([
      {
        entityType: "user",
        entityId: hit.userId,
        label: hit.email,
        metrics: { failed_logins_10m: 6 },
        plannedAction: "SUSPEND_USER",
        at: sixth,
        trippedBy: { kind: "failed_login", eventId: hit.failures[5]?.id, occurredOn: sixth },
      },
    ]);
    expect(rest).toMatchObject({
      ruleVersion: 1,
      ...span,
      bucketSeconds: 600,
      hitsTotal: 1,
      entitiesTotal: 1,
      evaluated: 1,
    });
    expect(steps.map(({ matching, hits: effects }) => [matching, effects])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 0],
    ]);
    expect(steps[3]?.at).toBe(new Date(noon.getTime() + 30 * 60_000).toISOString());
    expect(hits.map(({ entityId }) => entityId)).not.toContain(calm.userId);
    const [row] = await auditOf(answer.headers.get("x-request-id"));
    expect(row).toMatchObject({
      action: "RULE_DRY_RUN",
      entityId: ruleId,
      tenantId,
      after: { backtest: { hitsTotal: 1 } },
    });
    expect(JSON.stringify(row?.after)).not.toContain(hit.email);
  });

  test("a draft is replayed as the saved rule would be, and nothing is saved", async () => {
    const tenantId = await createTenantRow();
    await underAttack(tenantId, 7);
    const ruleId = await addRule({ tenantId });
    const saved = await admin.client.post<RuleBacktest>(`${RULES}/${ruleId}/backtest`, span);
    const before = await prisma().rule.count();
    const draft = { condition: "failed_logins_10m > 5", action: "SUSPEND_USER", scope: `tenant:${tenantId}` };
    const tried = await admin.client.post<RuleBacktest>(`${RULES}/backtest`, { ...draft, ...span });
    const { backtestId: _, ruleVersion: __, ...expected } = saved.response;
    expect(tried.response).toMatchObject({ ...expected, ruleVersion: null });
    expect(await prisma().rule.count()).toBe(before);
  });

  test("the span must end in the past and have at most 2016 steps, a draft must compile", async () => {
    const ruleId = await addRule();
    const post = (change: object) => admin.client.post(`${RULES}/${ruleId}/backtest`, { ...span, ...change });
    expect((await post({ to: new Date(Date.now() + 60_000).toISOString() })).errors).toHaveProperty("to");
    expect((await post({ to: span.from })).errors).toHaveProperty("to");
    expect((await post({ from: "2020-01-01T00:00:00Z", stepMinutes: 1 })).errors).toHaveProperty("stepMinutes");
    expect((await post({ from: "yesterday" })).errors).toHaveProperty("from");
    const draft = { condition: "failed_login_10m > 5", action: "SUSPEND_USER", ...span };
    expect((await admin.client.post(`${RULES}/backtest`, draft)).response).toMatchObject({
      errors: { condition: expect.any(String) },
      position: { line: 1, column: 1 },
    });
  });
});
