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
  await runMaintenance(HOUSEKEEPING);
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

test("links that ended a month ago, sign-ins of before a year, and jobs that were given up long ago go", async () => {
  const { id: userId } = await read((db) =>
    db.user.create({ data: { email: "bea@example.com", name: "Bea", roleId: SYSTEM_ROLES.Auditor.id } }),
  );
  const link = (name: string, expiresOn: Date) => ({ hash: Buffer.from(name), userId, purpose: "reset", expiresOn });
  const attempt = (occurredOn: Date) => ({ userId, occurredOn, succeeded: true });
  await read((db) =>
    db.oneTimeToken.createMany({
      data: [link("old", daysAgo(31)), link("late", daysAgo(29)), link("new", daysAgo(-1))],
    }),
  );
  await read((db) => db.loginEvent.createMany({ data: [attempt(daysAgo(401)), attempt(daysAgo(399))] }));
  const failed = (kind: string, status: string, resolvedOn: Date | null) =>
    read((db) =>
      db.job.create({
        data: {
          kind,
          payload: {},
          status: "failed",
          finishedOn: daysAgo(200),
          deadLetter: {
            create: { kind, attempts: 4, lastError: "x", failedOn: daysAgo(200), status, resolvedOn },
          },
        },
      }),
    );
  await failed("test.given-up", "discarded", daysAgo(91));
  await failed("test.lately", "discarded", daysAgo(89));
  await failed("test.open", "open", null);
  await runMaintenance(HOUSEKEEPING);
  const links = await read((db) => db.oneTimeToken.findMany({ where: { userId }, select: { hash: true } }));
  expect(links.map(({ hash }) => Buffer.from(hash).toString()).sort()).toEqual(["late", "new"]);
  expect(await read((db) => db.loginEvent.count({ where: { userId } }))).toBe(1);
  const kept = await read((db) =>
    db.job.findMany({ where: { kind: { startsWith: "test." } }, select: { kind: true } }),
  );
  expect(kept.map(({ kind }) => kind).sort()).toEqual(["test.lately", "test.open"]);
  expect(await read((db) => db.deadLetter.count({ where: { kind: "test.given-up" } }))).toBe(0);
});
