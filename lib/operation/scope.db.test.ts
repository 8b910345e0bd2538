import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { randomEmail, randomWord } from "../testing/random.ts";
import { addressesOf, allPages, idsIn, type Pools, type Readings, readsOf, walk } from "../testing/scope-walk.ts";
import { changeOutside, makeWorld, type World, worldShape } from "../testing/scope-world.ts";

// Issue "The lower roles": no call by a scoped actor ever returns, counts, sorts by or names a row outside its scope. Two ways to
// see it: nothing of the outside stands in any answer, and no answer changes when everything outside does. Every read of
// /api/v1/admin is walked with every parameter, whatever is added to it.

let root: SignedIn;
beforeAll(async () => {
  await configure({ "rateLimits.superAdminPerMinute": 100_000, "rateLimits.configPerMinute": 100_000 });
  root = await as("SuperAdmin");
});

/** Values of which nobody has heard: what is out of reach must be answered like these. */
const UNKNOWN = { id: uuidv7(), email: randomEmail(), word: randomWord("zzz") };
const RECORDS_MAX = 10;

/** What to try for each parameter: inside, outside and unheard-of values; other ids as the SuperAdmin finds them. */
async function poolsOf({ inside, outside, people, roleIds }: World): Promise<Pools> {
  const places = [...inside, ...outside];
  const persons = [...people, root];
  const known = {
    tenantId: [...places.map(({ id }) => id), UNKNOWN.id],
    userId: [...persons.map(({ userId }) => userId), UNKNOWN.id],
    actorId: [...persons.map(({ userId }) => userId), UNKNOWN.id],
    entityId: [...places.map(({ id }) => id), ...persons.map(({ userId }) => userId), UNKNOWN.id],
    roleId: [...roleIds, UNKNOWN.id],
    email: [...persons.map(({ email }) => email), UNKNOWN.email],
    search: [...places.flatMap(({ code, name }) => [code, name]), UNKNOWN.word],
    role: ["PoolAdmin", "Support", "SuperAdmin", UNKNOWN.word],
    action: ["USER_LOCKED", "TENANT_UPDATED", "WEBHOOK_CREATED", "AUTH_LOGIN"],
    operation: ["getTenant", "createTenant", "me"],
    list: ["tenants", "users"],
    page: ["2"],
    pageSize: ["1"],
  };
  const found = idsIn(await walk(root.client, readsOf(root, false), known));
  const others = Object.entries(found)
    .filter(([name]) => !(name in known))
    .map(([name, ids]) => [name, [...[...ids].slice(0, RECORDS_MAX), UNKNOWN.id]]);
  return { ...Object.fromEntries(others), ...known };
}

/** Everything by which a row outside the scope could be recognised: text → the unheard-of value of its kind. */
async function secretsOf({ inside, outside, people }: World, pools: Pools): Promise<ReadonlyMap<string, string>> {
  const within = new Set(inside.map(({ id }) => id));
  const strangers = [root, ...people.filter(({ tenantIds }) => !tenantIds.some((id) => within.has(id)))];
  const owned = idsIn(
    await walkTenants(
      outside.map(({ id }) => id),
      pools,
    ),
  );
  const shared = new Set(Object.values(idsIn(await walkTenants([...within], pools))).flatMap((ids) => [...ids]));
  return new Map([
    ...Object.values(owned).flatMap((ids) =>
      [...ids].filter((id) => !shared.has(id)).map((id) => [id, UNKNOWN.id] as const),
    ),
    ...outside.flatMap(({ id, code, name }) => [
      [id, UNKNOWN.id] as const,
      [code, UNKNOWN.word] as const,
      [name, UNKNOWN.word] as const,
    ]),
    ...strangers.flatMap(({ userId, email, name }) => [
      [userId, UNKNOWN.id] as const,
      [email, UNKNOWN.email] as const,
      [name, UNKNOWN.word] as const,
    ]),
  ]);
}

/** What belongs to these tenants, as the SuperAdmin reads it. */
const walkTenants = (tenantId: readonly string[], pools: Pools): Promise<Readings> =>
  walk(
    root.client,
    readsOf(root, false).filter(({ http }) => http.path.startsWith("/tenants/{tenantId}/")),
    { ...pools, tenantId },
  );

function expectNoSecret(readings: Readings, secrets: ReadonlyMap<string, string>, role: unknown): void {
  for (const [address, { body }] of readings) {
    const named = [...secrets.keys()].filter((secret) => body.includes(secret));
    expect([role, address, named]).toEqual([role, address, []]);
  }
}

/** An address that names something outside is answered as if it named nothing. */
function expectUnheardOf(readings: Readings, secrets: ReadonlyMap<string, string>, role: unknown): void {
  for (const [address, reading] of readings) {
    const encoded = [...secrets].map(([secret, unknown]) => [encodeURIComponent(secret), encodeURIComponent(unknown)]);
    const hit = encoded.find(([secret]) => secret !== undefined && address.includes(secret));
    const twin = hit?.[0] && hit[1] ? readings.get(address.replace(hit[0], hit[1])) : undefined;
    if (twin) {
      expect([role, address, reading]).toEqual([role, address, twin]);
    }
  }
}

async function expectWholeLists({ client }: SignedIn, ops: ReturnType<typeof readsOf>, pools: Pools, role: unknown) {
  const needed = Object.fromEntries(Object.keys(pools).map((name) => [name, (pools[name] ?? []).slice(0, 1)]));
  for (const op of ops.filter(({ example }) => "items" in ((example.output ?? {}) as object))) {
    const [address = ""] = addressesOf(op, needed);
    const list = await allPages(client, address);
    expect([role, address, list?.items.length ?? 0]).toEqual([role, address, list?.totalItems ?? 0]);
  }
}

describe("decisions §3, issue: the scope of lower roles", () => {
  test("no answer names what lies outside, and none changes when the outside does", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worldShape, async (shape) => {
        const world = await makeWorld(shape, root);
        const pools = await poolsOf(world);
        const secrets = await secretsOf(world, pools);
        const before = new Map<SignedIn, Readings>();
        for (const actor of world.actors) {
          const { role } = actor.pair.user;
          const readings = await walk(actor.client, readsOf(actor, false), pools);
          const answered = [...readings.values()].some(({ status }) => status === 200);
          expect([role, answered]).toEqual([role, readings.size > 0]);
          expectNoSecret(readings, secrets, role);
          expectUnheardOf(readings, secrets, role);
          await expectWholeLists(actor, readsOf(actor, false), pools, role);
          before.set(actor, readings);
        }
        await changeOutside(world);
        for (const [actor, readings] of before) {
          const after = await walk(actor.client, readsOf(actor, false), pools);
          for (const [address, reading] of readings) {
            expect([actor.pair.user["role"], address, after.get(address)]).toEqual([
              actor.pair.user["role"],
              address,
              reading,
            ]);
          }
          // Reads that leave a record of themselves come last: the record would be a change.
          expectNoSecret(await walk(actor.client, readsOf(actor, true), pools), secrets, actor.pair.user["role"]);
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
