import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type Client, type SignedIn, signIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { randomEmail, randomWord } from "../testing/random.ts";
import { auditOf } from "../testing/rows.ts";
import { addProposal } from "./testing.ts";
import { expireProposals } from "./upkeep.ts";

// What becomes of a proposal: decided once, by somebody else, of exactly what was proposed.

let ann: SignedIn;
let ben: SignedIn;
beforeAll(async () => {
  ann = await as("SuperAdmin");
  ben = await as("SuperAdmin");
});

const decide = (client: Client, proposalId: string, how: string, body: object = {}, query = "") =>
  client.post(`/super-admin/proposals/${proposalId}/${how}${query}`, body);
const statusOf = async (id: string) => (await prisma().proposal.findUniqueOrThrow({ where: { id } })).status;
const isDeleted = async (id: string) => (await prisma().tenant.findUniqueOrThrow({ where: { id } })).deletedOn !== null;

describe("issue 6 four eyes: approving", () => {
  test("carries it out in the proposer's name, with the approver beside it, in one commit", async () => {
    const tenantId = await createTenantRow();
    const proposalId = await addProposal(ann.userId, tenantId);
    const answer = await decide(ben.client, proposalId, "approve", { reason: "Checked with legal" });
    expect([answer.status, answer.response]).toMatchObject([
      200,
      {
        proposalId,
        status: "approved",
        proposedById: ann.userId,
        decidedById: ben.userId,
        decisionReason: "Checked with legal",
      },
    ]);
    expect(await isDeleted(tenantId)).toBe(true);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      {
        action: "PROPOSAL_APPROVED",
        actorId: ben.userId,
        entityId: proposalId,
        tenantId,
        reason: "Checked with legal",
      },
      {
        action: "TENANT_DELETED",
        actorId: ann.userId,
        entityId: tenantId,
        after: { status: "deleted", approval: { proposalId, approvedById: ben.userId } },
      },
    ]);
    expect((await prisma().proposal.findUniqueOrThrow({ where: { id: proposalId } })).input).toBeNull();
  });

  test("a dry run shows both rows and changes nothing", async () => {
    const tenantId = await createTenantRow();
    const proposalId = await addProposal(ann.userId, tenantId);
    const { status, response } = await decide(ben.client, proposalId, "approve", {}, "?dryRun=true");
    expect([status, response]).toMatchObject([
      200,
      { dryRun: true, audit: [{ action: "PROPOSAL_APPROVED" }, { action: "TENANT_DELETED", entityId: tenantId }] },
    ]);
    expect([await statusOf(proposalId), await isDeleted(tenantId)]).toEqual(["pending", false]);
  });

  test("one's own proposal is 403, and stays", async () => {
    const proposalId = await addProposal(ann.userId);
    expect((await decide(ann.client, proposalId, "approve")).status).toBe(403);
    expect(await statusOf(proposalId)).toBe("pending");
    const byHand = prisma().proposal.update({
      where: { id: proposalId },
      data: { status: "approved", input: null, decidedById: ann.userId, decidedOn: new Date() },
    });
    await expect(byHand).rejects.toThrow(/four_eyes/);
  });

  test("what does not exist is 404, what is decided 409", async () => {
    expect((await decide(ben.client, "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0ff", "approve")).status).toBe(404);
    const proposalId = await addProposal(ann.userId);
    expect((await decide(ben.client, proposalId, "approve")).status).toBe(200);
    expect((await decide(ben.client, proposalId, "approve")).status).toBe(409);
    expect((await decide(ben.client, proposalId, "reject", { reason: "Too late" })).status).toBe(409);
  });

  test("a retry under the same Idempotency-Key is the same answer", async () => {
    const proposalId = await addProposal(ann.userId);
    const path = `/super-admin/proposals/${proposalId}/approve`;
    const options = { body: {}, headers: { "idempotency-key": randomWord("key-") } };
    const [one, two] = [await ben.client.call("POST", path, options), await ben.client.call("POST", path, options)];
    expect([two.status, two.body]).toEqual([200, one.body]);
  });

  test("of two approvers at once one wins", async () => {
    const [tenantId, carl] = [await createTenantRow(), await as("SuperAdmin")];
    const proposalId = await addProposal(ann.userId, tenantId);
    const answers = await Promise.all([ben, carl].map(({ client }) => decide(client, proposalId, "approve")));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const rows = await prisma().auditEvent.findMany({ where: { action: "TENANT_DELETED", entityId: tenantId } });
    expect(rows).toHaveLength(1);
  });

  test("an approver whose rights were taken between reading and approving is refused", async () => {
    const carl = await createPerson("SuperAdmin");
    const { client } = await signIn(carl);
    const proposalId = await addProposal(ann.userId);
    expect((await client.get(`/super-admin/proposals/${proposalId}`)).status).toBe(200);
    await ann.client.put(`/super-admin/users/${carl.userId}`, { name: "Carl", role: "Auditor" });
    // The change of role ended the session; with a new one the role refuses.
    expect((await decide(client, proposalId, "approve")).status).toBe(401);
    expect((await decide((await signIn(carl)).client, proposalId, "approve")).status).toBe(403);
    expect(await statusOf(proposalId)).toBe("pending");
  });

  test("a proposer who may no longer do it: 409, and it has failed", async () => {
    const dan = await createPerson("SuperAdmin");
    const [first, second] = [await addProposal(dan.userId), await addProposal(dan.userId)];
    await ann.client.put(`/super-admin/users/${dan.userId}`, { name: "Dan", role: "Auditor" });
    expect((await decide(ben.client, first, "approve")).status).toBe(409);
    await ann.client.patch(`/super-admin/users/${dan.userId}/lock`, { isLocked: true, reason: "Left" });
    expect((await decide(ben.client, second, "approve")).status).toBe(409);
    expect([await statusOf(first), await statusOf(second)]).toEqual(["failed", "failed"]);
  });

  test("edited meanwhile: 409 with what was, what was proposed and what is; nothing done, and on record", async () => {
    const tenantId = await createTenantRow();
    const proposalId = await addProposal(ann.userId, tenantId);
    const body = { name: "Renamed", timezone: "Europe/Paris", currency: "USD" };
    expect((await ann.client.put(`/super-admin/tenants/${tenantId}`, body)).status).toBe(200);
    const answer = await decide(ben.client, proposalId, "approve");
    expect([answer.status, answer.body]).toMatchObject([
      409,
      {
        message: "It has changed since it was proposed: name, timezone",
        response: {
          status: "failed",
          changes: expect.arrayContaining([
            expect.objectContaining({ field: "timezone", atProposal: "UTC", proposed: "UTC", now: "Europe/Paris" }),
            expect.objectContaining({ field: "status", atProposal: "active", proposed: "deleted", now: "active" }),
          ]),
        },
      },
    ]);
    expect(await isDeleted(tenantId)).toBe(false);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "PROPOSAL_FAILED", outcome: "failure", actorId: ben.userId, entityId: proposalId },
    ]);
    const { response } = await ben.client.get<{ effect: object }>(`/super-admin/proposals/${proposalId}`);
    expect(response).toMatchObject({ status: "failed", effect: { now: { name: "Renamed" } } });
  });

  test("a role, an account and the configuration are carried out by their own operations", async () => {
    await configure({ "approvals.required": true });
    const [name, email] = [randomWord("Role-"), randomEmail()];
    const wishes = [
      await ann.client.post("/super-admin/roles", { name, permissions: ["ROLES_EDIT"] }),
      await ann.client.post("/super-admin/users", { email, name: "Ann Lee", role: "SuperAdmin" }),
      await ann.client.call("PATCH", "/super-admin/configurations/global", {
        body: [{ op: "replace", path: "/approvals.required", value: false }],
        headers: { "content-type": "application/json-patch+json" },
      }),
    ];
    for (const { status, response } of wishes) {
      const { proposalId } = response as unknown as { proposalId: string };
      expect([status, (await decide(ben.client, proposalId, "approve")).status]).toEqual([202, 200]);
    }
    expect(await prisma().role.findUnique({ where: { name } })).not.toBeNull();
    expect(await prisma().user.findUnique({ where: { email } })).toMatchObject({ status: "invited", name: "Ann Lee" });
    const { response } = await ann.client.get<{ values: object }>("/super-admin/configurations/global");
    expect(response.values).toMatchObject({ "approvals.required": false });
  });
});

describe("issue 6 four eyes: rejecting, withdrawing, expiring", () => {
  test("somebody else rejects, with a reason", async () => {
    const proposalId = await addProposal(ann.userId);
    expect((await decide(ben.client, proposalId, "reject")).status).toBe(400);
    expect((await decide(ann.client, proposalId, "reject", { reason: "My own" })).status).toBe(409);
    const answer = await decide(ben.client, proposalId, "reject", { reason: "Not agreed" });
    expect([answer.status, answer.response]).toMatchObject([200, { status: "rejected", decisionReason: "Not agreed" }]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      { action: "PROPOSAL_REJECTED", actorId: ben.userId, entityId: proposalId, reason: "Not agreed" },
    ]);
  });

  test("only the proposer withdraws; then the same can be proposed anew", async () => {
    const tenantId = await createTenantRow();
    const proposalId = await addProposal(ann.userId, tenantId);
    expect((await decide(ben.client, proposalId, "withdraw")).status).toBe(403);
    const answer = await decide(ann.client, proposalId, "withdraw");
    expect([answer.status, answer.response]).toMatchObject([200, { status: "withdrawn" }]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([{ action: "PROPOSAL_WITHDRAWN" }]);
    expect(await addProposal(ann.userId, tenantId)).not.toBe(proposalId);
  });

  test("past its time it can no longer be approved, by the database's clock; housekeeping says so in the log", async () => {
    const [first, second, young] = [await addProposal(ann.userId), await addProposal(ann.userId), await addProposal()];
    await prisma().proposal.updateMany({ where: { id: { in: [first, second] } }, data: { expiresOn: new Date(0) } });
    expect((await decide(ben.client, first, "approve")).status).toBe(409);
    expect(await statusOf(first)).toBe("expired");
    await runMaintenance([expireProposals]);
    expect([await statusOf(second), await statusOf(young)]).toEqual(["expired", "pending"]);
    const rows = await prisma().auditEvent.findMany({ where: { action: "PROPOSAL_EXPIRED", entityId: second } });
    expect(rows).toMatchObject([{ actorId: null, actorRole: "system", after: { status: "expired" } }]);
  });
});

describe("issue 6 four eyes: who sees proposals", () => {
  test("lists by status, operation and proposer; a bound auditor and other roles see none", async () => {
    const proposalId = await addProposal(ann.userId);
    const list = async (client: Client, query: string, family = "admin") =>
      client.get<{ items: { proposalId: string }[] }>(`/${family}/proposals?${query}`);
    const ids = async (query: string) => (await list(ben.client, query)).response.items.map((one) => one.proposalId);
    expect(await ids(`status=pending&operation=deleteTenant&proposedById=${ann.userId}`)).toContain(proposalId);
    expect(await ids(`status=rejected&proposedById=${ann.userId}`)).not.toContain(proposalId);
    expect(await ids("operation=createRole")).not.toContain(proposalId);
    expect((await list((await as("Auditor")).client, "")).status).toBe(200);
    const bound = await signIn(await createPerson("Auditor", { tenantIds: [await createTenantRow()] }));
    expect((await list(bound.client, "")).status).toBe(403);
    expect((await list((await as("PoolAdmin")).client, "")).status).toBe(403);
  });
});
