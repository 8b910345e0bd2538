import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test, vi } from "vitest";
import { randomCode } from "../testing/random.ts";
import { type Db, pool, prisma } from "./client.ts";
import { isOutage } from "./errors.ts";
import { interactive } from "./interactive.ts";

const insertModel = (tx: Db, code: string) => tx.provisioningIntent.create({ data: { tenantId: uuidv7(), code } });
const insertSql = (tx: Db, code: string) =>
  tx.$executeRaw`INSERT INTO provisioning_intents (tenant_id, code) VALUES (${uuidv7()}::uuid, ${code})`;
const seenBySql = async (tx: Db, code: string) =>
  (await tx.$queryRaw<object[]>`SELECT FROM provisioning_intents WHERE code = ${code}`).length;
const kept = (codes: readonly string[]) => prisma().provisioningIntent.count({ where: { code: { in: [...codes] } } });
const fail = () => Promise.reject(new Error("on purpose"));

afterEach(async () => {
  vi.useRealTimers();
  // Whatever the end of a transaction: its connection is free again.
  await vi.waitFor(() => expect(pool().totalCount - pool().idleCount).toBe(0));
});

describe("SQL and models are of one transaction", () => {
  test("each sees what the other wrote, and both are kept", async () => {
    const codes = [randomCode(), randomCode()] as const;
    await interactive(async (tx) => {
      expect(await insertSql(tx, codes[0])).toBe(1);
      expect(await tx.provisioningIntent.count({ where: { code: codes[0] } })).toBe(1);
      await insertModel(tx, codes[1]);
      expect(await seenBySql(tx, codes[1])).toBe(1);
      expect(await kept(codes)).toBe(0);
    });
    expect(await kept(codes)).toBe(2);
  });

  test("or neither is", async () => {
    const codes = [randomCode(), randomCode()] as const;
    const failing = interactive(async (tx) => {
      await insertSql(tx, codes[0]);
      await insertModel(tx, codes[1]);
      await fail();
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await kept(codes)).toBe(0);
  });

  test("models asked for by many at once answer each from its own", async () => {
    const find = (tenantId: string) =>
      interactive(async (tx) => {
        await tx.$executeRaw`INSERT INTO provisioning_intents (tenant_id, code) VALUES (${tenantId}::uuid, ${randomCode()})`;
        return tx.provisioningIntent.findUnique({ where: { tenantId }, select: { tenantId: true } });
      });
    const ids = Array.from({ length: 6 }, () => uuidv7());
    expect(await Promise.all(ids.map(find))).toEqual(ids.map((tenantId) => ({ tenantId })));
  });
});

test("statements asked for side by side are sent one by one, and one that fails does not hold up the rest", async () => {
  const warned = vi.spyOn(process, "emitWarning");
  const answers = await interactive(async (tx) => {
    const sides = await Promise.allSettled([
      tx.$queryRaw`SELECT 1 AS n`,
      tx.provisioningIntent.count({ where: { code: randomCode() } }),
      tx.$queryRaw`SELECT 1 / 0`,
      tx.$queryRaw`SELECT 2 AS n`,
    ]);
    return sides.map(({ status }) => status);
  }).catch((thrown: unknown) => String(thrown));
  expect(answers).toContain("nothing of it was kept");
  expect(warned).not.toHaveBeenCalled();
});

describe("the end of a transaction", () => {
  test("a failed statement that its work passed over is not taken for kept", async () => {
    const code = randomCode();
    const careless = interactive(async (tx) => {
      await insertSql(tx, code);
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("nothing of it was kept");
    expect(await kept([code])).toBe(0);
  });

  test("after it nothing is sent any more", async () => {
    const left = await interactive(async (tx) => tx);
    await expect(left.$queryRaw`SELECT 1`).rejects.toThrow("over");
    await expect(insertModel(left, randomCode())).rejects.toThrow();
  });

  test("work that takes longer than 20 s is given up, and what it does then is refused", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const code = randomCode();
    const goOn = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const late: unknown[] = [];
    const slow = interactive(async (tx) => {
      await insertSql(tx, code);
      begun.resolve();
      await goOn.promise;
      await insertSql(tx, randomCode()).catch((thrown: unknown) => late.push(thrown));
    });
    const outcome = slow.catch((thrown: unknown) => thrown);
    await begun.promise;
    vi.advanceTimersByTime(20_001);
    expect(String(await outcome)).toContain("at most 20 s");
    goOn.resolve();
    await vi.waitFor(() => expect(late).toHaveLength(1));
    expect(await kept([code])).toBe(0);
  });

  test("a connection that is cut off fails it, and no other gets that connection", async () => {
    const cut = interactive(async (tx) => {
      const [own] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await prisma().$queryRaw`SELECT pg_terminate_backend(${own?.pid}::int)`;
      await insertSql(tx, randomCode());
    });
    await expect(cut).rejects.toSatisfy(isOutage);
    expect(await interactive((tx) => tx.$queryRaw`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });
});
