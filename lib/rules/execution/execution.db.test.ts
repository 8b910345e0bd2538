import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { as, type SignedIn } from "../../testing/client.ts";
import { localJobs } from "../../testing/jobs.ts";
import type { Person } from "../../testing/people.ts";
import { until } from "../../testing/poll.ts";
import { asOwner, auditOf } from "../../testing/rows.ts";
import { addRule } from "../testing.ts";
import { runExecution, runRule } from "./job.ts";
import { crowd, execute as executeAs, failSignIns, run, show as showTo, statusOf, undisturbed } from "./testing.ts";

const RULES = "/super-admin/rules";
const EXECUTIONS = "/super-admin/executions";
let admin: SignedIn;
let other: SignedIn;
beforeAll(async () => {
  [admin, other] = [await as("SuperAdmin"), await as("SuperAdmin")];
});
const execute = (ruleId: string) => executeAs(ruleId, admin);
const show = (executionId: string) => showTo(executionId, admin);

describe("SRS §10.4, §10.5 execute", () => {
  test("answers 202 at once, runs through the queue, suspends whom the condition hits, each on record with the rule as actor", async () => {
    const { tenantId, hit } = await crowd([{}]);
    const ruleId = await addRule({ tenantId });
    const answer = await admin.client.post<{ executionId: string }>(`${RULES}/${ruleId}/execute`);
    expect([answer.status, answer.response]).toMatchObject([202, { status: "queued" }]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_EXECUTED", entityId: ruleId, actorId: admin.userId },
    ]);
    const { executionId } = answer.response;
    const { turn } = await localJobs();
    const ended = await until({ withinMs: 15_000, what: "the end of the run" }, async () => {
      await turn();
      const detail = await show(executionId);
      return detail.finishedOn !== null && detail;
    });
    expect(ended).toMatchObject({
      status: "succeeded",
      trigger: "manual",
      ruleVersion: 1,
      progress: { total: 1, done: 1, failed: 0 },
      startedById: admin.userId,
    });
    expect(ended.outcomes.items).toMatchObject([{ entityId: hit[0]?.userId, status: "applied" }]);
    expect(await statusOf(hit[0] as Person)).toBe("suspended");
    const rows = await auditOf(executionId);
    expect(rows.map(({ action }) => action).sort()).toEqual(["RULE_ACTION_APPLIED", "USER_SUSPENDED"]);
    for (const row of rows) {
      expect(row).toMatchObject({
        actorId: ruleId,
        actorRole: "rule v1",
        entityType: "user",
        entityId: hit[0]?.userId,
      });
    }
    const { response } = await admin.client.get<{ lastExecution: object }>(`${RULES}/${ruleId}`);
    expect(response.lastExecution).toMatchObject({ executionId, status: "succeeded", done: 1 });
  });

  test.each([
    ["LOCK_USER", "locked", "USER_LOCKED"],
    ["FORCE_LOGOUT", "active", "USER_FORCE_LOGOUT"],
    ["RAISE_ALERT", "active", null],
  ] as const)("%s does what an administrator would", async (action, status, audited) => {
    const { tenantId, hit } = await crowd([{}]);
    const [person] = hit as [Person];
    await prisma().session.create({
      data: { userId: person.userId, kind: "api", expiresOn: new Date(Date.now() + 3_600_000) },
    });
    const ruleId = await addRule({ tenantId, action });
    const executionId = await execute(ruleId);
    await run(executionId);
    expect(await show(executionId)).toMatchObject({ status: "succeeded", progress: { total: 1, done: 1 } });
    expect(await statusOf(person)).toBe(status);
    const actions = (await auditOf(executionId)).map((row) => row.action).sort();
    expect(actions).toEqual(audited ? ["RULE_ACTION_APPLIED", audited].sort() : ["RULE_ACTION_APPLIED"]);
    expect(await prisma().alert.count({ where: { entityId: person.userId, type: "rule_matched" } })).toBe(
      audited ? 0 : 1,
    );
  });

  test.each(["SUSPEND_TENANT", "DISABLE_WEBHOOKS"] as const)("%s acts on the tenant", async (action) => {
    const { tenantId } = await crowd([{}], 0);
    await admin.client.post(`/super-admin/tenants/${tenantId}/webhooks`, { url: "https://hooks.example.com/rookery" });
    const ruleId = await addRule({ tenantId, action, condition: "failed_logins_1h > 5" });
    const executionId = await execute(ruleId);
    await run(executionId);
    // One tenant of one is more than the configured share: somebody else releases it.
    expect(await show(executionId)).toMatchObject({ status: "awaiting_approval" });
    await other.client.post(`${EXECUTIONS}/${executionId}/approve`);
    await run(executionId);
    expect(await show(executionId)).toMatchObject({ status: "succeeded", progress: { done: 1 } });
    const tenant = await prisma().tenant.findUniqueOrThrow({ where: { id: tenantId }, include: { webhooks: true } });
    expect([tenant.isActive, tenant.webhooks[0]?.isEnabled]).toEqual([action !== "SUSPEND_TENANT", false]);
  });

  test("decisions §6: one effect a rule version, entity and window bucket, however often and from wherever it is run", async () => {
    const { tenantId, hit } = await crowd([{}]);
    const ruleId = await addRule({ tenantId, action: "RAISE_ALERT", condition: "failed_logins_90d > 5" });
    const runs = await Promise.all([1, 2, 3, 4].map(() => execute(ruleId)));
    await Promise.all(runs.flatMap((id) => [run(id), run(id)]));
    await Promise.all(runs.map((id) => run(id)));
    const details = await Promise.all(runs.map(show));
    expect(details.map(({ status }) => status)).toEqual(["succeeded", "succeeded", "succeeded", "succeeded"]);
    expect(details.reduce((sum, { progress }) => sum + progress.done, 0)).toBe(1);
    expect(await prisma().ruleEffect.count({ where: { ruleId } })).toBe(1);
    expect(
      await prisma().auditEvent.count({ where: { entityId: hit[0]?.userId ?? "", action: "RULE_ACTION_APPLIED" } }),
    ).toBe(1);
  });

  test.each([
    ["SUSPEND_USER", "suspended", "USER_SUSPENDED"],
    ["LOCK_USER", "locked", "USER_LOCKED"],
    ["FORCE_LOGOUT", "active", "USER_FORCE_LOGOUT"],
  ] as const)(
    "%s acts on many in one commit, and on each as on one: session, version, reason, two records",
    async (action, status, audited) => {
      const { tenantId, hit } = await crowd(
        Array.from({ length: 12 }, () => ({})),
        0,
      );
      await failSignIns(hit[0]?.userId ?? "", 3);
      const ids = hit.map(({ userId }) => userId);
      const expiresOn = new Date(Date.now() + 3_600_000);
      await prisma().session.createMany({ data: ids.map((userId) => ({ userId, kind: "api", expiresOn })) });
      const before = await prisma().user.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
      const executionId = await execute(await addRule({ tenantId, action }));
      await run(executionId);
      await other.client.post(`${EXECUTIONS}/${executionId}/approve`);
      await run(executionId);
      const after = await prisma().user.findMany({ where: { id: { in: ids } }, orderBy: { id: "asc" } });
      for (const [n, user] of after.entries()) {
        expect(user).toMatchObject({
          status,
          version: (before[n]?.version ?? 0) + 1,
          tokenVersion: (before[n]?.tokenVersion ?? 0) + 1,
        });
        expect(user.lockReason).toEqual(
          status === "active" ? null : expect.stringMatching(user.id === ids[0] ? /= 9$/ : /= 6$/),
        );
      }
      expect(await prisma().session.count({ where: { userId: { in: ids }, revokedOn: null } })).toBe(0);
      const rows = await asOwner<{ entity_id: string; action: string; commits: number }>(
        `SELECT entity_id, action, (SELECT count(DISTINCT xmin::text)::int FROM audit_events WHERE request_id = $1) AS commits
       FROM audit_events WHERE request_id = $1`,
        [executionId],
      );
      expect(rows.map(({ entity_id, action: what }) => `${entity_id} ${what}`).sort()).toEqual(
        ids.flatMap((id) => [`${id} ${audited}`, `${id} RULE_ACTION_APPLIED`]).sort(),
      );
      expect(new Set(rows.map(({ commits }) => commits))).toEqual(new Set([1]));
    },
  );

  test("a SuperAdmin is never a target, not even one who became it after the planning", async () => {
    const { tenantId, hit } = await crowd([{}, {}], 40);
    const [promoted, plain] = hit as [Person, Person];
    const ruleId = await addRule({ tenantId, maxImpact: 0 });
    const executionId = await execute(ruleId);
    await run(executionId);
    const role = await prisma().role.findUniqueOrThrow({ where: { name: "SuperAdmin" } });
    await prisma().user.update({ where: { id: promoted.userId }, data: { roleId: role.id } });
    await other.client.post(`${EXECUTIONS}/${executionId}/approve`);
    await run(executionId);
    expect([await statusOf(promoted), await statusOf(plain)]).toEqual(["active", "suspended"]);
    const { outcomes } = await show(executionId);
    expect(outcomes.items.find(({ entityId }) => entityId === promoted.userId)).toMatchObject({
      status: "skipped",
      error: "A SuperAdmin is never a target",
    });
  });

  test("a run stays with the version that it began with, whatever is edited meanwhile", async () => {
    const { tenantId, hit } = await crowd([{}]);
    const ruleId = await addRule({ tenantId });
    const executionId = await execute(ruleId);
    await admin.client.put(`${RULES}/${ruleId}`, {
      name: `Edited ${ruleId}`,
      condition: "failed_logins_10m > 5",
      action: "FORCE_LOGOUT",
    });
    await run(executionId);
    expect(await show(executionId)).toMatchObject({ ruleVersion: 1, action: "SUSPEND_USER" });
    expect(await statusOf(hit[0] as Person)).toBe("suspended");
  });

  test("a rule that observes records on whom it would have acted, and touches nobody", async () => {
    const { tenantId, hit } = await crowd([{}], 0);
    const executionId = await execute(await addRule({ tenantId, mode: "observe" }));
    await run(executionId);
    expect(await show(executionId)).toMatchObject({
      status: "succeeded",
      progress: { total: 1, done: 1 },
      outcomes: { items: [{ status: "observed" }] },
    });
    expect(await statusOf(hit[0] as Person)).toBe("active");
  });
});

describe("SRS §10.5 a run that cannot be finished", () => {
  test("goes on where another died, and its final failure settles what is left", async () => {
    const { tenantId, hit } = await crowd([{}, {}, {}], 60);
    const ruleId = await addRule({ tenantId });
    const executionId = await execute(ruleId);
    const dying = { ...undisturbed, checkpoint: () => Promise.reject(new Error("stopped")) };
    await expect(runExecution(executionId, 1, dying)).rejects.toThrow("stopped");
    expect(await show(executionId)).toMatchObject({ status: "running", progress: { total: 3, done: 0 } });
    await prisma().ruleEffect.updateMany({
      where: { executionId, entityId: hit[0]?.userId ?? "" },
      data: { status: "applied" },
    });
    await prisma().$transaction(
      (tx) =>
        runRule.onFailure?.(
          tx as never,
          { executionId, ruleId, part: 1 },
          { jobId: "", error: "the database said no" },
        ) ?? Promise.resolve(),
    );
    const ended = await show(executionId);
    expect(ended).toMatchObject({
      status: "partially_failed",
      progress: { total: 3, done: 1, failed: 2 },
      lastError: "the database said no",
    });
    expect(await Promise.all(hit.map(statusOf))).toEqual(["active", "active", "active"]);
  });
});
