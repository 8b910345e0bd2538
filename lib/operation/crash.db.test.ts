import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as, type SignedIn } from "../testing/client.ts";
import { until } from "../testing/poll.ts";
import { randomCode } from "../testing/random.ts";
import { asOwner } from "../testing/rows.ts";
import { startInstance } from "../testing/second-instance.ts";

let admin: SignedIn;
beforeAll(async () => {
  admin = await as("SuperAdmin");
});

interface Kept {
  readonly code: string;
  readonly rows: number;
}

/** The tenants among these codes, each with the number of audit rows that say it was created. */
const keptOf = (codes: readonly string[]) =>
  asOwner<Kept>(
    `SELECT t.code, (SELECT count(*)::int FROM audit_events a WHERE a.entity_id = t.id::text AND a.action = 'TENANT_CREATED') AS rows
     FROM tenants t WHERE t.code = ANY($1)`,
    [codes],
  );

describe("SRS §13 kill -9 of the application in the middle of 200 creates", () => {
  test("leaves only whole tenants, each with its audit row; repeated with their keys all are there once", async () => {
    const codes = Array.from({ length: 200 }, randomCode);
    const doomed = await startInstance();
    const create = (code: string, { client } = admin) =>
      client.post(
        "/super-admin/tenants",
        { name: "Good Name", code, timezone: "UTC", currency: "USD" },
        { "idempotency-key": code },
      );
    const there = { ...admin, client: admin.client.at(doomed.transport) };
    const sent = codes.map((code) =>
      create(code, there).then(
        ({ status }) => (status === 201 ? code : null),
        () => null,
      ),
    );
    await until({ withinMs: 10_000, what: "some tenants" }, async () => (await keptOf(codes)).length >= 20);
    await doomed.kill();
    const promised = (await Promise.all(sent)).filter((code) => code !== null);

    const kept = await keptOf(codes);
    expect(kept.length).toBeLessThan(200);
    expect(kept.filter(({ rows }) => rows !== 1)).toEqual([]);
    expect(promised.filter((code) => !kept.some((tenant) => tenant.code === code))).toEqual([]);

    // The claims of the dead are free as soon as the database has noticed that they are.
    await until({ withinMs: 30_000, what: "all of them" }, async () => {
      const again = await Promise.all(codes.map((code) => create(code)));
      expect(again.filter(({ status }) => status !== 201 && status !== 409)).toEqual([]);
      return again.every(({ status }) => status === 201);
    });
    expect((await keptOf(codes)).map(({ rows }) => rows)).toEqual(codes.map(() => 1));
    expect(await prisma().idempotencyKey.count({ where: { key: { in: codes }, lockedUntil: { not: null } } })).toBe(0);
  });
});
