import type { SystemRoleName } from "../policy/roles.ts";
import { type Answer, anonymous, as, type SignedIn, signIn } from "../testing/client.ts";
import { createPerson, createTenantRow, PASSWORD, type Person, type PersonOptions } from "../testing/people.ts";

/** A signed-in member of the tenants, with a second session beside it. */
export async function busy(role: SystemRoleName = "PoolAdmin", options: PersonOptions = {}): Promise<SignedIn> {
  const who = await as(role, options);
  await signIn(who);
  return who;
}

/** A tenant with a PoolAdmin of it who is signed in. */
export async function ownPool(): Promise<{ readonly tenantId: string; readonly pool: SignedIn }> {
  const tenantId = await createTenantRow();
  return { tenantId, pool: await as("PoolAdmin", { tenantIds: [tenantId] }) };
}

/** People whom a PoolAdmin of the tenant sees and may not govern, by why. */
export const outOfReach: Readonly<Record<string, (tenantId: string) => Promise<Person>>> = {
  "who belongs to a foreign tenant too": async (tenantId) =>
    createPerson("PoolAdmin", { tenantIds: [tenantId, await createTenantRow()] }),
  "with a global role": (tenantId) => createPerson("Auditor", { tenantIds: [tenantId] }),
  "who is SuperAdmin": (tenantId) => createPerson("SuperAdmin", { tenantIds: [tenantId] }),
};

/** Status of the person's next call and of the next sign-in. */
export async function access(who: SignedIn): Promise<{ readonly call: number; readonly signIn: number }> {
  const login = await anonymous().post("/auth/login", { email: who.email, password: PASSWORD });
  return { call: (await who.client.get("/auth/me")).status, signIn: login.status };
}

/** What `?dryRun=true` answers. */
export interface Rehearsed {
  readonly dryRun: boolean;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly cascade: Readonly<Record<string, number>>;
  readonly audit: readonly { readonly action: string }[];
}

/** Statuses of answers, sorted. */
export const statuses = (answers: readonly Answer<unknown>[]): number[] => answers.map(({ status }) => status).sort();
