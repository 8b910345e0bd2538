import { beforeAll, describe, expect, test } from "vitest";
import { systemCaller } from "../auth/system-caller.ts";
import { prisma } from "../db/client.ts";
import { transaction } from "../db/transaction.ts";
import { performInJob, performManyInJob, rehearseIn } from "../operation/in-job.ts";
import { perform } from "../operation/perform.ts";
import { deleteTenant } from "../tenants/operations.ts";
import { callerOf } from "../testing/caller.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { proposalOf } from "./proposal-of.ts";

// One gate for pages, jobs, rules, bulk and the platform itself: none of them goes round it.

beforeAll(async () => {
  await configure({ "approvals.required": true });
});

const input = async () => ({
  path: { tenantId: await createTenantRow() },
  query: { confirm: "true" } as const,
  body: {},
});
const stands = async ({ path: { tenantId: id } }: { path: { tenantId: string } }) =>
  (await prisma().tenant.findUniqueOrThrow({ where: { id } })).deletedOn === null;

describe("issue 6 four eyes: API, console, rules and jobs pass the same gate", () => {
  test("a page's action is told which proposal was made", async () => {
    const given = await input();
    const thrown = await perform(deleteTenant, callerOf("SuperAdmin"), given).catch((error: unknown) => error);
    const id = proposalOf(thrown) ?? "";
    expect(await prisma().proposal.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: "pending" });
    expect(await stands(given)).toBe(true);
  });

  test("a job and a rule are refused, and propose nothing", async () => {
    const given = await input();
    const waiting = await prisma().proposal.count();
    const refused = { code: "CONFLICT", message: expect.stringContaining("second person") };
    await expect(performInJob(deleteTenant, callerOf("SuperAdmin"), given, async () => {})).rejects.toMatchObject(
      refused,
    );
    await expect(performInJob(deleteTenant, systemCaller(), given, async () => {})).rejects.toMatchObject(refused);
    expect([await stands(given), await prisma().proposal.count()]).toEqual([true, waiting]);
  });

  test("many at once are refused as a whole, in a rehearsal too", async () => {
    const given = await input();
    const many = {
      ...deleteTenant,
      runMany: async (...[ctx, inputs]: [Parameters<typeof deleteTenant.run>[0], readonly never[]]) => {
        const replies = await Promise.all(inputs.map((one) => deleteTenant.run(ctx, one, undefined)));
        return replies.map(({ audit }) => audit as never);
      },
    };
    const caller = callerOf("SuperAdmin");
    const refused = { code: "CONFLICT" };
    await expect(performManyInJob(many, caller, [given], async () => {})).rejects.toMatchObject(refused);
    await expect(transaction((tx) => rehearseIn(tx, deleteTenant, caller, given))).rejects.toMatchObject(refused);
    expect(await stands(given)).toBe(true);
  });

  test("the platform itself proposes nothing: there is nobody to ask", async () => {
    const given = await input();
    await expect(perform(deleteTenant, systemCaller(), given)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await stands(given)).toBe(true);
  });
});
