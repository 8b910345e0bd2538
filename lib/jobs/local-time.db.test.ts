import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { read, transaction } from "../db/transaction.ts";
import { enqueue } from "./enqueue.ts";
import { job } from "./job.ts";

const report = job({
  kind: "test.report",
  payload: z.strictObject({}),
  halts: "with-tenant",
  run: async () => undefined,
});

/** When a job at `localTime` in `timezone` falls due that is enqueued to run after `after`. */
async function dueAt(timezone: string, localTime: string, after: string): Promise<string | undefined> {
  const tenantId = randomUUID();
  const code = tenantId.slice(0, 13).toUpperCase();
  await read((db) => db.tenant.create({ data: { id: tenantId, code, name: "Acme", timezone, currency: "USD" } }));
  await transaction((tx) => enqueue(tx, report, {}, { tenantId, localTime, runAt: new Date(after) }));
  const job = await read((db) => db.job.findFirst({ where: { tenantId } }));
  return job?.runAt.toISOString();
}

test.each([
  ["America/New_York", "09:00", "2026-07-01T12:59:00Z", "2026-07-01T13:00:00.000Z"],
  ["America/New_York", "09:00", "2026-07-01T13:00:00Z", "2026-07-02T13:00:00.000Z"],
  ["Asia/Kolkata", "00:15", "2026-07-01T18:30:00Z", "2026-07-01T18:45:00.000Z"],
  ["Pacific/Kiritimati", "23:59", "2026-12-31T10:30:00Z", "2027-01-01T09:59:00.000Z"],
])("SRS §6.4: in %s, %s after %s is %s", async (timezone, localTime, after, due) => {
  expect(await dueAt(timezone, localTime, after)).toBe(due);
});

test("SRS §6.4: a time skipped by a clock change is taken an hour later, and the next day on time", async () => {
  expect(await dueAt("Europe/Paris", "02:30", "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:30:00.000Z");
  expect(await dueAt("Europe/Paris", "02:30", "2026-03-29T01:30:00Z")).toBe("2026-03-30T00:30:00.000Z");
});
