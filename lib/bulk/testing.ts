import { prisma } from "../db/client.ts";
import type { JobContext } from "../jobs/index.ts";
import type { SignedIn } from "../testing/client.ts";
import { createTenantRow } from "../testing/people.ts";
import { runBulk } from "./job.ts";
import type { BulkOperation, BulkPreview, BulkResult } from "./schema.ts";

export const reason = "Fraud inquiry 4711";

export interface Rehearsed {
  readonly dryRun: true;
  readonly cascade: Readonly<Record<string, number>>;
  readonly audit: readonly { readonly action: string }[];
  readonly preview: BulkPreview;
}

/** What a job is given that nobody stops. */
export const undisturbed: JobContext = {
  jobId: "",
  attempt: 1,
  signal: new AbortController().signal,
  checkpoint: async () => undefined,
  step: (_name, work) => work(),
  sleep: async () => undefined,
};

/** Starts it over REST. */
export const start = (who: SignedIn, body: object, query = "", family = "admin") =>
  who.client.post<BulkOperation>(`/${family}/bulk-operations${query}`, { reason, ...body });

/** What the dry run of a start shows. */
export const rehearse = (who: SignedIn, body: object) =>
  who.client.post<Rehearsed>("/admin/bulk-operations?dryRun=true", { reason, ...body });

/** A signed selection over REST. */
export const select = (who: SignedIn, operation: string, filter: object) =>
  who.client.post<{ selectionToken: string; count: number; exact: boolean }>("/admin/selections", {
    operation,
    filter,
  });

/** Runs its job to the end, as the queue would. */
export const runToEnd = (bulkId: string, context: JobContext = undisturbed): Promise<void> =>
  runBulk.run({ bulkId, part: 1 }, context);

/** Starts it and runs its job to the end; answers it as it stands then. */
export async function carryOut(who: SignedIn, body: object): Promise<BulkOperation> {
  const { response, status, body: answer } = await start(who, body);
  if (status !== 202) {
    throw new Error(`a bulk operation answered ${status}: ${JSON.stringify(answer)}`);
  }
  await runToEnd(response.bulkOperationId);
  return show(who, response.bulkOperationId);
}

/** It as it stands. */
export const show = async (who: SignedIn, id: string): Promise<BulkOperation> =>
  (await who.client.get<BulkOperation>(`/admin/bulk-operations/${id}`)).response;

/** What became of its rows: id → outcome and message. */
export async function outcomesOf(who: SignedIn, id: string): Promise<Record<string, [string, string | null]>> {
  const { response } = await who.client.get<{ items: readonly BulkResult[] }>(
    `/admin/bulk-operations/${id}/results?pageSize=100`,
  );
  return Object.fromEntries(response.items.map(({ entityId, outcome, message }) => [entityId, [outcome, message]]));
}

/** So many tenants of their own. */
export const tenantsOf = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => createTenantRow()));

/** The tenants of these that are suspended. */
export const suspended = async (ids: readonly string[]): Promise<string[]> =>
  (await prisma().tenant.findMany({ where: { id: { in: [...ids] }, isActive: false }, select: { id: true } }))
    .map(({ id }) => id)
    .sort();
