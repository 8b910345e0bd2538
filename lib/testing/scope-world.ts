import fc from "fast-check";
import { apis } from "../apis.ts";
import type { EntityType } from "../audit/actions.ts";
import { prisma } from "../db/client.ts";
import type { AnyOperation } from "../operation/operation.ts";
import { PERMISSIONS } from "../policy/permissions.ts";
import { SYSTEM_ROLES, type SystemRoleName } from "../policy/roles.ts";
import { addExecution } from "../rules/testing.ts";
import { type SignedIn, signIn } from "./client.ts";
import { createPerson, createRole, createTenantRow, type Person } from "./people.ts";
import { randomWord } from "./random.ts";
import { type ExampleInput, WRITE_FIXTURES } from "./write-fixtures.ts";

/** What fast-check varies: how many tenants, which of them a scope holds, who belongs where with which role and standing. */
export const worldShape = fc.record({
  tenants: fc.integer({ min: 3, max: 5 }),
  /** How many of the tenants, from the first on, the scope holds. */
  scope: fc.integer({ min: 1, max: 2 }),
  roles: fc.array(fc.record({ permissions: fc.subarray(Object.keys(PERMISSIONS)), isGlobal: fc.boolean() }), {
    minLength: 2,
    maxLength: 3,
  }),
  people: fc.array(
    fc.record({
      role: fc.nat(),
      /** One bit a tenant. */
      tenants: fc.nat(31),
      status: fc.constantFrom("active", "active", "locked", "suspended", "invited"),
    }),
    { minLength: 6, maxLength: 12 },
  ),
});
export type WorldShape = typeof worldShape extends fc.Arbitrary<infer Shape> ? Shape : never;

interface Place {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

export interface World {
  readonly root: SignedIn;
  readonly inside: readonly Place[];
  readonly outside: readonly Place[];
  readonly people: readonly (Person & { readonly tenantIds: readonly string[] })[];
  readonly roleIds: readonly string[];
  /** One that governs everybody, written by somebody out of reach. */
  readonly globalRuleId: string;
  /** Bound to the inside tenants: one of each lower role and of each custom one. */
  readonly actors: readonly SignedIn[];
}

const LOWER = ["PoolAdmin", "Auditor", "Support"] as const satisfies readonly SystemRoleName[];

/** Makes the world: rows that all differ in every text, events about them in the audit log, and what tenants own. */
export async function makeWorld(shape: WorldShape, root: SignedIn): Promise<World> {
  const places = await Promise.all(Array.from({ length: shape.tenants }, makePlace));
  const custom = await Promise.all(shape.roles.map(({ permissions, isGlobal }) => createRole(permissions, isGlobal)));
  const roleIds = [...LOWER.map((name) => SYSTEM_ROLES[name].id), ...custom];
  const people = await Promise.all(
    shape.people.map(async ({ role, tenants, status }) => {
      const tenantIds = places.filter((_place, index) => (tenants >> index) % 2 === 1).map(({ id }) => id);
      const roleId = roleIds[role % roleIds.length] ?? "";
      const person = await createPerson("Support", { roleId, tenantIds, status, name: randomWord("Person-") });
      return { ...person, tenantIds };
    }),
  );
  const inside = places.slice(0, shape.scope);
  const tenantIds = inside.map(({ id }) => id);
  const actors = await Promise.all(
    roleIds.map(async (roleId) => signIn(await createPerson("Support", { roleId, tenantIds }))),
  );
  const globalRuleId = await createGlobalRule(root);
  const world = { root, inside, outside: places.slice(shape.scope), people, roleIds, globalRuleId, actors };
  for (const { id } of places) {
    await furnish(root, id);
  }
  for (const { userId } of people) {
    await touch(root, userId);
  }
  await signOutTogether(world);
  await doEverything(root);
  return world;
}

async function createGlobalRule({ client }: SignedIn): Promise<string> {
  const rule = { name: randomWord("Rule-"), scope: "global", isEnabled: false, action: "RAISE_ALERT" };
  const { response } = await client.post<{ ruleId: string }>("/super-admin/rules", {
    ...rule,
    condition: "failed_logins_10m > 5",
  });
  return response.ruleId;
}

async function makePlace(): Promise<Place> {
  const id = await createTenantRow();
  const name = randomWord("Tenant-");
  const { code } = await prisma().tenant.update({ where: { id }, data: { name }, select: { code: true } });
  return { id, code, name };
}

/** Everything that a tenant can own, by the examples of whatever operation makes such a thing. */
async function furnish({ client }: SignedIn, tenantId: string): Promise<void> {
  for (const op of operations().filter(makesAPart)) {
    const { body } = op.example.input as ExampleInput;
    await client.call(op.http.method, `/super-admin${op.http.path.replace("{tenantId}", tenantId)}`, {
      body: body ?? {},
    });
  }
}

const makesAPart = ({ http: { method, path } }: AnyOperation): boolean =>
  (method === "POST" || method === "PUT") && path.startsWith("/tenants/{tenantId}/") && path.split("{").length === 2;

/** Events about a user: locked by somebody out of reach, or unlocked and signed out. */
async function touch({ client }: SignedIn, userId: string): Promise<void> {
  const { response } = await client.get<{ status: string }>(`/super-admin/users/${userId}`);
  const isLocked = response.status === "locked";
  await client.patch(`/super-admin/users/${userId}/lock`, { isLocked: !isLocked, reason: "Random" });
  await client.patch(`/super-admin/users/${userId}/lock`, { isLocked, reason: "Random" });
}

/** What belongs to the platform and is the same for everybody who may read it at all. */
const OF_THE_PLATFORM: readonly string[] = ["role", "configuration", "rule"] satisfies EntityType[];

/** Does everything that there is to do, each to things made for it, which lie outside; what writes come later is done too. */
async function doEverything(root: SignedIn): Promise<void> {
  for (const op of operations().filter(({ entityType = "role" }) => !OF_THE_PLATFORM.includes(entityType))) {
    const example = op.example.input as ExampleInput;
    const { path, query, body } = { ...example, ...(await WRITE_FIXTURES[op.name]?.(example, root)) };
    const filled = op.http.path.replace(/\{(\w+)\}/g, (_all, name: string) => path?.[name] ?? "");
    await root.client.call(op.http.method, `/super-admin${filled}?${new URLSearchParams(query)}`, body ? { body } : {});
  }
}

/** One act on many at once, inside and outside. */
const signOutTogether = ({ root, people }: World) =>
  root.client.post("/super-admin/bulk-operations", {
    operation: "logoutUsers",
    ids: people.map(({ userId }) => userId),
    reason: "Random",
  });

/** The operations that lower roles and super admins share. */
export const operations = (): readonly AnyOperation[] => apis.find(({ name }) => name === "admin")?.operations ?? [];

/** Changes everything outside the scope that can be changed, and adds more of it. */
export async function changeOutside(world: World): Promise<void> {
  const { root, outside, people, roleIds, inside } = world;
  const { client } = root;
  const within = inside.map(({ id }) => id);
  const added = await makePlace();
  await furnish(root, added.id);
  for (const [index, roleId] of roleIds.entries()) {
    const tenantIds = index % 2 === 0 ? [added.id] : [];
    const { userId } = await createPerson("Support", { roleId, tenantIds, name: randomWord("Person-") });
    await touch(root, userId);
  }
  for (const { userId, tenantIds } of people) {
    if (tenantIds.some((id) => within.includes(id))) {
      // Whoever belongs to both sides belongs to one more on the other.
      await prisma().userTenant.create({ data: { tenantId: added.id, userId } });
    } else {
      await touch(root, userId);
    }
  }
  await signOutTogether(world);
  await doEverything(root);
  await addExecution(world.globalRuleId, "succeeded", root.userId);
  const [first, ...others] = outside;
  const body = { name: randomWord("Renamed-"), timezone: "Europe/Paris", currency: "EUR" };
  await client.put(`/super-admin/tenants/${first?.id}`, body);
  await client.patch(`/super-admin/tenants/${first?.id}/status`, { isActive: false, reason: "Random" });
  for (const { id } of others) {
    await furnish(root, id);
  }
}
