import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { read } from "../db/transaction.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { runMaintenance } from "../testing/jobs.ts";
import { HOUSEKEEPING } from "./housekeeping.ts";
import { BATCH } from "./maintenance.ts";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

test("SRS §11.2: the audit log has a partition for this month and the next three", async () => {
  const owner = new pg.Client({ connectionString: process.env["TEST_OWNER_URL"] ?? "" });
  await owner.connect();
  const next = await owner.query<{ name: string }>(
    "SELECT 'audit_events_' || to_char(now() + interval '2 months', 'YYYY_MM') AS name",
  );
  const name = next.rows[0]?.name ?? "";
  await owner.query(`DROP TABLE ${name}`);
  expect(await runMaintenance(HOUSEKEEPING)).toMatchObject({ "audit-partitions": 1 });
  expect(await runMaintenance(HOUSEKEEPING)).toMatchObject({ "audit-partitions": 0 });
  expect((await owner.query("SELECT to_regclass($1) AS found", [name])).rows).toEqual([{ found: name }]);
  await owner.end();
});

test("SRS §13: idempotency keys go after their 24 hours", async () => {
  const entry = { subjectId: "s", requestHash: Buffer.from("x"), claim: randomUUID() };
  await read((db) =>
    db.idempotencyKey.createMany({
      data: [
        { ...entry, key: "old", expiresOn: daysAgo(0.01) },
        { ...entry, key: "young", expiresOn: daysAgo(-1) },
      ],
    }),
  );
  await runMaintenance(HOUSEKEEPING);
  expect(await read((db) => db.idempotencyKey.findMany({ select: { key: true } }))).toEqual([{ key: "young" }]);
});

test("rate-limit windows go after an hour", async () => {
  await read((db) =>
    db.rateLimit.createMany({
      data: [
        { key: "old", used: 1, startedOn: daysAgo(0.1) },
        { key: "young", used: 1, startedOn: daysAgo(0.01) },
      ],
    }),
  );
  await runMaintenance(HOUSEKEEPING);
  expect(await read((db) => db.rateLimit.findMany({ select: { key: true } }))).toEqual([{ key: "young" }]);
});

test("sessions go 90 days after they ended, refresh tokens with them", async () => {
  const user = await read((db) =>
    db.user.create({ data: { email: "ann@example.com", name: "Ann", roleId: SYSTEM_ROLES.Auditor.id } }),
  );
  const session = (userAgent: string, expiresOn: Date, revokedOn: Date | null = null) =>
    read((db) =>
      db.session.create({
        data: {
          userId: user.id,
          kind: "api",
          userAgent,
          expiresOn,
          revokedOn,
          refreshTokens: { create: { hash: Buffer.from(userAgent), expiresOn } },
        },
      }),
    );
  await session("expired long ago", daysAgo(91));
  await session("revoked long ago", daysAgo(-30), daysAgo(91));
  await session("expired lately", daysAgo(89));
  await session("revoked lately", daysAgo(-30), daysAgo(1));
  await session("open", daysAgo(-30));
  await runMaintenance(HOUSEKEEPING);
  const kept = await read((db) => db.session.findMany({ select: { userAgent: true }, orderBy: { createdOn: "asc" } }));
  expect(kept.map(({ userAgent }) => userAgent)).toEqual(["expired lately", "revoked lately", "open"]);
  expect(await read((db) => db.refreshToken.count())).toBe(3);
});

test("finished jobs go after 30 days; dead letters stay", async () => {
  const job = (status: string, finishedOn: Date) => ({
    kind: "test",
    payload: {},
    status,
    finishedOn,
    lastError: status,
  });
  await read((db) =>
    db.job.createMany({
      data: [
        job("succeeded", daysAgo(31)),
        job("cancelled", daysAgo(31)),
        job("failed", daysAgo(31)),
        job("succeeded", daysAgo(29)),
      ],
    }),
  );
  await runMaintenance(HOUSEKEEPING);
  expect((await read((db) => db.job.findMany({ orderBy: { finishedOn: "asc" } }))).map(({ status }) => status)).toEqual(
    ["failed", "succeeded"],
  );
});

test("issue 4: the embedded runner's runs go with their steps three days after their end, ids of events after a day", async () => {
  const run = (eventId: string, endedOn: Date | null) => ({
    ...{ id: randomUUID(), functionId: "test-pruned", eventId, event: {}, maxAttempts: 4, endedOn },
    status: endedOn === null ? "queued" : "completed",
    nextOn: daysAgo(-1),
  });
  const [old, young, open] = [run("old", daysAgo(4)), run("young", daysAgo(2)), run("open", null)];
  await read((db) => db.functionRun.createMany({ data: [old, young, open] }));
  const steps = [old, young].map(({ id: runId }) => ({ runId, id: "a", name: "a", status: "done", attempt: 0 }));
  await read((db) => db.functionStep.createMany({ data: steps }));
  await read((db) =>
    db.functionEvent.createMany({
      data: [
        { id: "pruned-old", name: "test", payload: {}, receivedOn: daysAgo(1.1) },
        { id: "pruned-young", name: "test", payload: {}, receivedOn: daysAgo(0.9) },
      ],
    }),
  );
  await runMaintenance(HOUSEKEEPING);
  const runs = await read((db) =>
    db.functionRun.findMany({ where: { functionId: "test-pruned" }, include: { steps: true } }),
  );
  expect(runs.map(({ eventId, steps: own }) => `${eventId} ${own.length}`).sort()).toEqual(["open 0", "young 1"]);
  const events = await read((db) => db.functionEvent.findMany({ where: { id: { startsWith: "pruned-" } } }));
  expect(events.map(({ id }) => id)).toEqual(["pruned-young"]);
});

test("works in batches, alone among all instances", async () => {
  let left = 2 * BATCH + 5;
  let isBusy = false;
  const batch = vi.fn(async () => {
    expect(isBusy).toBe(false);
    isBusy = true;
    await new Promise((resolve) => setTimeout(resolve, 30));
    isBusy = false;
    const taken = Math.min(left, BATCH);
    left -= taken;
    return taken;
  });
  const results = await Promise.all(Array.from({ length: 4 }, () => runMaintenance([{ name: "counting", batch }])));
  expect(results.reduce((sum, result) => sum + (result["counting"] ?? 0), 0)).toBe(2 * BATCH + 5);
});
