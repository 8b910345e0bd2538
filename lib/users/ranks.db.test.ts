import { randomInt, randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
import { read, transaction } from "../db/transaction.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { asOwner } from "../testing/rows.ts";
import { SORT_KEYS } from "./candidates.ts";
import { listUsers } from "./queries.ts";
import { RANKED_FROM, rankedIds, USER_RANKS } from "./ranks.ts";
import { ListUsersQuery, USER_SORTS } from "./schema.ts";

const PAGE_SIZE = 50;
const ORDERS = USER_SORTS.flatMap((sort) => [
  { sort, descending: false },
  { sort, descending: true },
]);
type Order = (typeof ORDERS)[number];

/** Many share a name or a moment, and some have never signed in. */
beforeAll(async () => {
  await asOwner(
    `INSERT INTO users (id, email, name, role_id, status, created_on, last_login_on)
     SELECT gen_random_uuid(), md5(n::text) || '@example.com', 'Person ' || n % 700, $1, 'active',
       timestamptz '2026-01-01' + n / 3 * interval '1 minute', CASE WHEN n % 4 > 0 THEN timestamptz '2026-02-01' + n / 2 * interval '1 minute' END
     FROM generate_series(1, 12000) n`,
    [SYSTEM_ROLES.Support.id],
  );
});
beforeEach(async () => {
  await runMaintenance(USER_RANKS);
});

const pageBy = ({ sort, descending }: Order, ids: Prisma.Sql) => Prisma.sql`
  SELECT u.id FROM users u WHERE u.id IN (SELECT id FROM (${ids}) i) ORDER BY ${keyOf(sort, descending)}`;
const keyOf = (sort: Order["sort"], descending: boolean) =>
  descending ? Prisma.sql`${SORT_KEYS[sort]} DESC, u.id DESC` : Prisma.sql`${SORT_KEYS[sort]}, u.id`;

/** The page by ranks beside the page by walking, in one statement and so of one moment. */
async function both(order: Order, offset: number): Promise<[ranked: string[], walked: string[]]> {
  const walked = Prisma.sql`SELECT u.id FROM users u ORDER BY ${keyOf(order.sort, order.descending)} LIMIT ${PAGE_SIZE} OFFSET ${offset}`;
  const ranked = rankedIds({ ...order, offset, pageSize: PAGE_SIZE });
  const [row] = await prisma().$queryRaw<{ ranked: string[]; walked: string[] }[]>`
    SELECT ARRAY(${pageBy(order, ranked)})::text[] AS ranked, ARRAY(${pageBy(order, walked)})::text[] AS walked`;
  return [row?.ranked ?? [], row?.walked ?? []];
}

async function expectExact(): Promise<void> {
  for (const order of ORDERS) {
    for (const offset of [0, RANKED_FROM, 7777, 11_990, 12_050, 99_999, randomInt(12_000)]) {
      const [ranked, walked] = await both(order, offset);
      expect([order, offset, ranked]).toEqual([order, offset, walked]);
    }
  }
}

const someUser = async (): Promise<string> => {
  const [row] = await prisma().$queryRaw<{ id: string }[]>`SELECT id FROM users ORDER BY random() LIMIT 1`;
  return row?.id ?? "";
};
const WRITES: readonly (() => Promise<unknown>)[] = [
  async () =>
    prisma().user.create({
      data: { email: `${randomUUID()}@example.com`, name: "Person 5", roleId: SYSTEM_ROLES.Support.id },
    }),
  async () => prisma().user.update({ where: { id: await someUser() }, data: { name: `Person ${randomInt(900)}` } }),
  async () => prisma().user.update({ where: { id: await someUser() }, data: { lastLoginOn: new Date() } }),
  async () => prisma().user.update({ where: { id: await someUser() }, data: { email: `${randomUUID()}@example.org` } }),
  async () => asOwner("DELETE FROM users WHERE id = $1", [await someUser()]),
];

describe("decisions §4: pages far down are exact", () => {
  test("in every order, at every offset", expectExact);

  test("with changes that have not been worked in, and after they have", async () => {
    for (let n = 0; n < 40; n += 1) {
      await WRITES[n % WRITES.length]?.();
    }
    await expectExact();
    await runMaintenance(USER_RANKS);
    expect(await prisma().userRankChange.count()).toBe(0);
    await expectExact();
  });

  test("while users change and ranks are counted", async () => {
    let isOver = false;
    const write = async () => {
      while (!isOver) {
        await WRITES[randomInt(WRITES.length)]?.();
      }
    };
    const maintain = async () => {
      while (!isOver) {
        await runMaintenance(USER_RANKS);
      }
    };
    const background = [write(), write(), maintain()];
    for (let n = 0; n < 120; n += 1) {
      const order = ORDERS[n % ORDERS.length];
      const [ranked, walked] = order ? await both(order, RANKED_FROM + randomInt(6000)) : [[], []];
      expect([order, ranked]).toEqual([order, walked]);
    }
    isOver = true;
    await Promise.all(background);
    await expectExact();
  });

  test("what grows at one end is divided, what empties is forgotten", async () => {
    for (let n = 0; n < 8; n += 1) {
      await asOwner(
        `UPDATE users SET last_login_on = now() + $1 * interval '1 minute' WHERE id IN (SELECT id FROM users ORDER BY random() LIMIT 900)`,
        [n],
      );
      await runMaintenance(USER_RANKS);
    }
    const [row] = await prisma().$queryRaw<{ widest: number; ranks: number }[]>`
      SELECT max(rows)::integer AS widest, count(*)::integer AS ranks FROM user_ranks WHERE sort = 'lastLoginOn'`;
    expect(row?.widest).toBeLessThanOrEqual(3000);
    expect(row?.ranks).toBeLessThanOrEqual(2 * 13 + 17);
    await expectExact();
  });

  test("after a bulk load the list walks until the ranks are counted anew", async () => {
    await asOwner(
      `INSERT INTO users (id, email, name, role_id, status) SELECT gen_random_uuid(), gen_random_uuid() || '@example.net', 'Bulk', $1, 'active'
       FROM generate_series(1, 1500)`,
      [SYSTEM_ROLES.Support.id],
    );
    const [ranked, walked] = await both({ sort: "email", descending: false }, RANKED_FROM);
    expect([ranked, walked.length]).toEqual([[], PAGE_SIZE]);
    const { items } = await read((db) => listUsers(db, ListUsersQuery.parse({ sort: "email", page: "101" }), "global"));
    expect(items.map(({ userId }) => userId)).toEqual(walked);
    await runMaintenance(USER_RANKS);
    await expectExact();
  });

  test("a change that is taken back is not counted", async () => {
    await transaction(async (tx) => {
      await tx.user.updateMany({ data: { name: "Nobody" }, where: { name: "Person 1" } });
      throw new Error("taken back");
    }).catch(() => undefined);
    expect(await prisma().userRankChange.count()).toBe(0);
  });
});

describe("decisions §4: a page past the end", () => {
  test("is 200 with no items, however far", async () => {
    const page = await read((db) => listUsers(db, ListUsersQuery.parse({ page: "19999999" }), "global"));
    expect([page.items, page.totalItems]).toEqual([[], await prisma().user.count()]);
  });
});
