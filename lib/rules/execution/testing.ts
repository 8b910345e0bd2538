import { prisma } from "../../db/client.ts";
import type { JobContext } from "../../jobs/index.ts";
import type { SignedIn } from "../../testing/client.ts";
import { createPerson, createTenantRow, type Person, type PersonOptions } from "../../testing/people.ts";
import type { RuleExecution } from "../execution-schema.ts";
import { runExecution } from "./job.ts";

const EXECUTIONS = "/super-admin/executions";

/** What a job is given where nothing stops it. */
export const undisturbed: JobContext = {
  jobId: "",
  attempt: 1,
  signal: new AbortController().signal,
  checkpoint: async () => undefined,
  step: (_name, work) => work(),
  sleep: async () => undefined,
};

type Detail = RuleExecution & {
  readonly outcomes: { readonly items: readonly { entityId: string; status: string; error: string | null }[] };
};

/** Failed sign-ins of a user, one each second up to now. */
export async function failSignIns(userId: string, count: number): Promise<void> {
  const data = Array.from({ length: count }, (_, n) => ({
    userId,
    succeeded: false,
    ipAddress: "10.0.0.0/24",
    occurredOn: new Date(Date.now() - n * 1000),
  }));
  await prisma().loginEvent.createMany({ data });
}

/** A tenant with so many calm members, and one whom a rule on failed sign-ins hits for each of the options. */
export async function crowd(hits: readonly PersonOptions[], calm = 20): Promise<{ tenantId: string; hit: Person[] }> {
  const tenantId = await createTenantRow();
  await Promise.all(Array.from({ length: calm }, () => createPerson("Auditor", { tenantIds: [tenantId] })));
  const hit = await Promise.all(hits.map((options) => createPerson("Auditor", { ...options, tenantIds: [tenantId] })));
  await Promise.all(hit.map(({ userId }) => failSignIns(userId, 6)));
  return { tenantId, hit };
}

/** Asks for a run of the rule. Returns its id. */
export const execute = async (ruleId: string, { client }: SignedIn): Promise<string> =>
  (await client.post<{ executionId: string }>(`/super-admin/rules/${ruleId}/execute`)).response.executionId;

/** The run as the API shows it. */
export const show = async (executionId: string, { client }: SignedIn): Promise<Detail> =>
  (await client.get<Detail>(`${EXECUTIONS}/${executionId}`)).response;

/** The status of a user as it is stored. */
export const statusOf = async ({ userId }: Pick<Person, "userId">): Promise<string> =>
  (await prisma().user.findUniqueOrThrow({ where: { id: userId } })).status;

/** Carries a part of a run as far as it goes. */
export const run = (executionId: string, part = 1): Promise<void> => runExecution(executionId, part, undisturbed);
