import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../../db/client.ts";
import { as, type SignedIn } from "../../testing/client.ts";
import { auditOf } from "../../testing/rows.ts";
import { addRule } from "../testing.ts";
import { crowd, execute as executeAs, run, show as showTo, statusOf } from "./testing.ts";

const EXECUTIONS = "/super-admin/executions";
let admin: SignedIn;
let other: SignedIn;
beforeAll(async () => {
  [admin, other] = [await as("SuperAdmin"), await as("SuperAdmin")];
});
const execute = (ruleId: string) => executeAs(ruleId, admin);
const show = (executionId: string) => showTo(executionId, admin);

describe("decisions §6 the guard on the blast radius", () => {
  const parked = async (maxImpact: number | undefined, calm: number) => {
    const { tenantId, hit } = await crowd([{}, {}], calm);
    const ruleId = await addRule({ tenantId, ...(maxImpact !== undefined && { maxImpact }) });
    const executionId = await execute(ruleId);
    await run(executionId);
    return { executionId, ruleId, hit };
  };

  test.each([
    ["maxImpact of the rule", 1, 60],
    ["configured share of the population", undefined, 10],
  ])("more than the %s parks the run, touches nobody and raises an alert", async (_what, maxImpact, calm) => {
    const { executionId, hit } = await parked(maxImpact, calm);
    expect(await show(executionId)).toMatchObject({
      status: "awaiting_approval",
      parkedWhy: expect.stringMatching(/^2 /),
      progress: { total: 2, done: 0 },
    });
    expect(await Promise.all(hit.map(statusOf))).toEqual(["active", "active"]);
    expect(await prisma().alert.count({ where: { entityId: executionId, type: "rule_awaits_approval" } })).toBe(1);
    const { response } = await admin.client.get<{ items: { executionId: string }[] }>(
      `${EXECUTIONS}?status=awaiting_approval`,
    );
    expect(response.items.map((item) => item.executionId)).toContain(executionId);
  });

  test("an approver other than the starter releases it, on record; the starter cannot", async () => {
    const { executionId, hit } = await parked(1, 60);
    expect((await admin.client.post(`${EXECUTIONS}/${executionId}/approve`)).status).toBe(403);
    const approved = await other.client.post(`${EXECUTIONS}/${executionId}/approve`, { reason: "Checked" });
    expect([approved.status, approved.response]).toMatchObject([
      200,
      { status: "running", approvedById: other.userId },
    ]);
    expect(await auditOf(approved.headers.get("x-request-id"))).toMatchObject([
      { action: "RULE_EXECUTION_APPROVED", actorId: other.userId, reason: "Checked" },
    ]);
    await run(executionId);
    expect(await Promise.all(hit.map(statusOf))).toEqual(["suspended", "suspended"]);
    expect((await other.client.post(`${EXECUTIONS}/${executionId}/approve`)).status).toBe(409);
  });

  test("rights and versions are asked for again: an approver who lost the right stops it, an entity that changed is left alone", async () => {
    const first = await parked(1, 60);
    const approver = await as("SuperAdmin");
    await approver.client.post(`${EXECUTIONS}/${first.executionId}/approve`);
    await prisma().user.update({ where: { id: approver.userId }, data: { status: "locked" } });
    await run(first.executionId);
    expect(await Promise.all(first.hit.map(statusOf))).toEqual(["active", "active"]);
    const second = await parked(1, 60);
    await prisma().user.update({ where: { id: second.hit[0]?.userId ?? "" }, data: { version: { increment: 1 } } });
    await other.client.post(`${EXECUTIONS}/${second.executionId}/approve`);
    await run(second.executionId);
    expect(await Promise.all(second.hit.map(statusOf))).toEqual(["active", "suspended"]);
  });

  test("a run that waits can be cancelled, once, and nobody is touched", async () => {
    const { executionId, hit } = await parked(1, 60);
    const cancelled = await admin.client.post(`${EXECUTIONS}/${executionId}/cancel`, { reason: "Wrong scope" });
    expect(cancelled.response).toMatchObject({ status: "cancelled", finishedOn: expect.any(String) });
    expect((await admin.client.post(`${EXECUTIONS}/${executionId}/cancel`)).status).toBe(409);
    expect((await other.client.post(`${EXECUTIONS}/${executionId}/approve`)).status).toBe(409);
    await run(executionId);
    expect(await Promise.all(hit.map(statusOf))).toEqual(["active", "active"]);
  });
});
