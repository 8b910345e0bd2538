import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { createPerson, createTenantRow } from "../testing/people.ts";
import { randomCode } from "../testing/random.ts";
import { asOwner } from "../testing/rows.ts";
import { type Db, prisma } from "./client.ts";
import { exactCount } from "./counts.ts";
import { databaseCircuit } from "./health.ts";
import { read, rehearsal, transaction } from "./transaction.ts";

const insert = (tx: Db, code: string) => tx.provisioningIntent.create({ data: { tenantId: uuidv7(), code } });
const isThere = async (code: string) => (await prisma().provisioningIntent.count({ where: { code } })) === 1;

describe("SRS §13 Partial writes", () => {
  test("a transaction commits all of it", async () => {
    const codes = [randomCode(), randomCode()];
    await transaction(async (tx) => {
      for (const code of codes) {
        await insert(tx, code);
      }
    });
    expect(await Promise.all(codes.map(isThere))).toEqual([true, true]);
  });

  test("or none of it", async () => {
    const code = randomCode();
    const failing = transaction(async (tx) => {
      await insert(tx, code);
      await insert(tx, code);
    });
    await expect(failing).rejects.toThrow(/Unique constraint/);
    expect(await isThere(code)).toBe(false);
  });

  test("a dry run gives its result and leaves nothing, and throws what the work throws", async () => {
    const code = randomCode();
    const seen = await rehearsal(async (tx) => {
      await insert(tx, code);
      return tx.provisioningIntent.count({ where: { code } });
    });
    expect([seen, await isThere(code)]).toEqual([1, false]);
    await expect(rehearsal(async () => Promise.reject(new Error("as it would")))).rejects.toThrow("as it would");
  });
});

describe("SRS §13 what the database cannot do now is 503, and the circuit stays closed for what it can", () => {
  const fullDisk = (db: Db) =>
    db.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`;

  test("a full disk, in a statement of its own and in a transaction, as often as it may be", async () => {
    for (let n = 0; n < 6; n += 1) {
      await expect(read(fullDisk)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expect(transaction(fullDisk)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    }
    expect(databaseCircuit().isClosed).toBe(true);
    expect(await isThere(randomCode())).toBe(false);
  });

  test("a lock that somebody keeps is waited for, and given up before it has kept the whole pool", async () => {
    const [setting] = await read((db) => db.$queryRaw<{ lock_timeout: string }[]>`SHOW lock_timeout`);
    expect(setting?.lock_timeout).toBe("15s");
    await transaction(async (holder) => {
      await holder.$executeRaw`LOCK TABLE provisioning_intents IN ACCESS EXCLUSIVE MODE`;
      const waiting = transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL lock_timeout = '50ms'`;
        await insert(tx, randomCode());
      });
      await expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
    });
    expect(databaseCircuit().isClosed).toBe(true);
  });
});

describe("SRS §14 parameterized SQL", () => {
  test.each(["'; DROP TABLE tenants; --", "$1", "\\", "a'b\"c", "%_"])(
    "%s is a value and nothing else",
    async (text) => {
      const rows = await read((db) => db.$queryRaw<{ text: string }[]>`SELECT ${text} AS text`);
      expect(rows).toEqual([{ text }]);
    },
  );
});

describe("exact totals without counting", () => {
  test("follow every insert, delete and rollback", async () => {
    const total = async () => (await prisma().$queryRaw<{ total: number }[]>(exactCount("users")))[0]?.total ?? 0;
    const before = await total();
    const [first] = await Promise.all([1, 2, 3, 4, 5].map(() => createPerson("Auditor")));
    expect(await total()).toBe(before + 5);
    await prisma().user.delete({ where: { id: first?.userId ?? "" } });
    await rehearsal((tx) => tx.user.deleteMany());
    expect(await total()).toBe(before + 4);
    const [row] = await asOwner<{ n: number }>("SELECT count(*)::int AS n FROM users");
    expect(await total()).toBe(row?.n);
  });

  test("a tenant's userCount follows its members", async () => {
    const tenantIds = [await createTenantRow(), await createTenantRow()];
    const counts = async () =>
      Promise.all(tenantIds.map(async (id) => (await prisma().tenant.findUniqueOrThrow({ where: { id } })).userCount));
    const people = await Promise.all([1, 2, 3].map(() => createPerson("PoolAdmin", { tenantIds })));
    await createPerson("PoolAdmin", { tenantIds: tenantIds.slice(0, 1) });
    expect(await counts()).toEqual([4, 3]);
    await prisma().user.delete({ where: { id: people[0]?.userId ?? "" } });
    await prisma().userTenant.deleteMany({ where: { userId: people[1]?.userId ?? "" } });
    expect(await counts()).toEqual([2, 1]);
  });
});
