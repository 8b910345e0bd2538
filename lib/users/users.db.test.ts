import { beforeAll, describe, expect, test } from "vitest";
import { accessOfUser } from "../auth/access.ts";
import { prisma } from "../db/client.ts";
import { as, type SignedIn, signIn } from "../testing/client.ts";
import { createPerson, createTenantRow, type Person } from "../testing/people.ts";
import { randomWord } from "../testing/random.ts";
import { isWritable } from "./reach.ts";

interface UserItem {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly status: string;
  readonly tenants: readonly { readonly tenantId: string; readonly code: string; readonly name: string }[];
  readonly lastLoginOn: string | null;
}
interface Page {
  readonly items: readonly UserItem[];
  readonly totalItems: number;
}

let admin: SignedIn;
let tenants: string[];
let people: Record<"pool" | "both" | "locked" | "outside" | "never", Person>;

beforeAll(async () => {
  admin = await as("SuperAdmin");
  tenants = [await createTenantRow(), await createTenantRow()];
  const [one = "", two = ""] = tenants;
  people = {
    pool: await createPerson("PoolAdmin", { tenantIds: [one], name: "Bea" }),
    both: await createPerson("PoolAdmin", { tenantIds: [one, two], name: "Ada" }),
    locked: await createPerson("Support", { status: "locked", tenantIds: [one], name: "Cyd" }),
    outside: await createPerson("PoolAdmin", { tenantIds: [two], name: "Dot" }),
    never: await createPerson("Auditor", { status: "invited", name: "Eve" }),
  };
  await signIn(people.both);
  await signIn(people.outside);
});

const list = async (query: string, { client } = admin, family = "super-admin") =>
  (await client.get<Page>(`/${family}/users?pageSize=100&${query}`)).response;
const ids = ({ items }: Page) => items.map(({ userId }) => userId).sort();
const idsOf = (...names: (keyof typeof people)[]) => names.map((name) => people[name].userId).sort();

describe("SRS §7.1 Global user search", () => {
  test("shows every field of decisions §5 and no other", async () => {
    const { items } = await list(`email=${people.both.email}`);
    const row = await prisma().tenant.findMany({
      where: { id: { in: tenants } },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    expect(items).toEqual([
      {
        userId: people.both.userId,
        email: people.both.email,
        name: "Ada",
        role: "PoolAdmin",
        status: "active",
        tenants: row.map(({ id, code, name }) => ({ tenantId: id, code, name })),
        lastLoginOn: expect.stringMatching(/Z$/),
        createdOn: expect.stringMatching(/Z$/),
        mfaEnabled: false,
      },
    ]);
  });

  test("finds part of the e-mail address, in any case", async () => {
    const part = people.pool.email.slice(2, 9);
    for (const email of [part, part.toUpperCase(), people.pool.email, `${part.slice(0, 5)}`]) {
      expect(ids(await list(`email=${email}`))).toContain(people.pool.userId);
    }
    expect((await list(`email=${randomWord("nobody")}`)).totalItems).toBe(0);
  });

  test.each(["%25", "_", "%5C", "p%25example", "a_b"])(
    "LIKE's wildcards are searched for, not obeyed: %s",
    async (email) => {
      expect((await list(`email=${email}`)).items).toEqual([]);
    },
  );

  test.each<[string, () => string, (keyof typeof people)[]]>([
    ["role", () => "role=Support", ["locked"]],
    ["status locked", () => "status=locked", ["locked"]],
    ["status invited", () => "status=invited", ["never"]],
    ["tenantId", () => `tenantId=${tenants[0]}`, ["pool", "both", "locked"]],
    ["tenantId and role", () => `tenantId=${tenants[0]}&role=PoolAdmin`, ["pool", "both"]],
    ["everything at once", () => `tenantId=${tenants[1]}&role=PoolAdmin&status=active&email=p-`, ["both", "outside"]],
  ])("filters by %s", async (_filter, query, expected) => {
    const page = await list(query());
    expect(ids(page)).toEqual(idsOf(...expected));
    expect(page.totalItems).toBe(expected.length);
  });

  test.each(["status=gone", "tenantId=7", "email=", "role="])("%s is 400, named", async (query) => {
    const { status, errors } = await admin.client.get(`/super-admin/users?${query}`);
    expect([status, Object.keys(errors)]).toEqual([400, [query.split("=")[0]]]);
  });

  test("a role that does not exist matches nobody", async () => {
    expect((await list("role=Nobody")).items).toEqual([]);
  });

  test("decisions §9: sorts by name and by last sign-in, never counting as the longest ago", async () => {
    const query = `tenantId=${tenants[0]}`;
    const names = (page: Page) => page.items.map(({ name }) => name);
    expect(names(await list(`${query}&sort=name`))).toEqual(["Ada", "Bea", "Cyd"]);
    expect(names(await list(`${query}&sort=-name`))).toEqual(["Cyd", "Bea", "Ada"]);
    expect(names(await list(`${query}&sort=-lastLoginOn`))[0]).toBe("Ada");
    expect(names(await list(`${query}&sort=lastLoginOn`)).at(-1)).toBe("Ada");
  });

  test("the total of the unfiltered list is exact", async () => {
    expect((await list("")).totalItems).toBe(await prisma().user.count());
  });
});

describe("decisions §3: within the scope of a PoolAdmin", () => {
  test("only members of the assigned tenants exist, and only those tenants of theirs", async () => {
    const [one = "", two = ""] = tenants;
    const pool = await signIn(people.pool);
    const page = await list("", pool, "admin");
    expect(ids(page)).toEqual(idsOf("pool", "both", "locked"));
    expect(page.totalItems).toBe(3);
    const both = page.items.find(({ userId }) => userId === people.both.userId);
    expect(both?.tenants.map(({ tenantId }) => tenantId)).toEqual([one]);
    // Not even that somebody of theirs belongs to a foreign tenant as well.
    expect((await list(`tenantId=${two}`, pool, "admin")).totalItems).toBe(0);
    expect((await list(`email=${people.outside.email}`, pool, "admin")).totalItems).toBe(0);
  });

  test("a member of a foreign tenant is 404, one of an own tenant is shown without the foreign one", async () => {
    const pool = await signIn(people.pool);
    expect((await pool.client.get(`/admin/users/${people.outside.userId}`)).status).toBe(404);
    expect((await pool.client.get(`/admin/users/${people.never.userId}`)).status).toBe(404);
    const { status, response } = await pool.client.get<UserItem>(`/admin/users/${people.both.userId}`);
    expect([status, response.tenants.map(({ tenantId }) => tenantId)]).toEqual([200, [tenants[0]]]);
  });

  test("issue 3, point 4: what the console asks before it offers an act is what the act is then refused by", async () => {
    const pool = await signIn(people.pool);
    const body = { isLocked: true, reason: "Asked to" };
    const [one = "", two = ""] = tenants;
    const actor = await accessOfUser(people.pool.userId);
    if (!actor) throw new Error("the PoolAdmin cannot act");
    for (const [tenantIds, isOffered, status] of [
      [[one], true, 200],
      [[one, two], false, 403],
      [[two], false, 404],
    ] as const) {
      const { userId } = await createPerson("PoolAdmin", { tenantIds });
      expect(await isWritable(actor, { userId, isWithinReach: true })).toBe(isOffered);
      expect((await pool.client.patch(`/admin/users/${userId}/lock?dryRun=true`, body)).status).toBe(status);
    }
  });

  test("a PoolAdmin of no tenant sees nobody", async () => {
    expect(await list("", await as("PoolAdmin"), "admin")).toMatchObject({ items: [], totalItems: 0 });
  });

  test("Support and Auditor see everybody", async () => {
    for (const role of ["Support", "Auditor"] as const) {
      expect(ids(await list("email=p-", await as(role), "admin"))).toEqual(
        expect.arrayContaining(idsOf("outside", "never")),
      );
    }
  });
});

describe("SRS §7.2 Get user detail", () => {
  const detail = async (userId: string) => (await admin.client.get(`/super-admin/users/${userId}`)).response;

  test("adds open sessions and the latest activity", async () => {
    const who = await as("Auditor");
    const gone = await signIn(who);
    await gone.client.post("/auth/logout");
    const { sessions, recentActivity, lock } = await detail(who.userId);
    expect(sessions).toMatchObject([{ kind: "api", ipAddress: expect.stringMatching(/0\/24$/) }]);
    expect(recentActivity).toMatchObject([
      { action: "AUTH_LOGOUT", outcome: "success" },
      { action: "AUTH_LOGIN", outcome: "success" },
      { action: "AUTH_LOGIN", outcome: "success" },
    ]);
    expect(lock).toBeNull();
  });

  test("decisions §5: says why, by whom and since when the account is locked", async () => {
    const on = new Date("2026-11-20T09:30:00Z");
    const { userId } = await createPerson("Auditor", { status: "locked" });
    const data = { lockReason: "Multiple fraud attempts", lockedById: admin.userId, lockedOn: on };
    await prisma().user.update({ where: { id: userId }, data });
    const { status, lock } = await detail(userId);
    expect([status, lock]).toEqual([
      "locked",
      { reason: "Multiple fraud attempts", by: admin.userId, on: on.toISOString() },
    ]);
  });

  test("shows no hash and no token", async () => {
    const { userId } = await as("Auditor");
    expect(JSON.stringify(await detail(userId))).not.toMatch(/argon2|hash|password|token/i);
  });
});
