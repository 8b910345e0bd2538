import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { transaction } from "../lib/db/transaction.ts";
import { enqueue } from "../lib/jobs/index.ts";
import { compensateProvisioning } from "../lib/tenants/index.ts";
import { eventServer } from "../lib/testing/inngest/event-server.ts";
import { endRunnerProcesses, loadAppProcess } from "../lib/testing/inngest/processes.ts";
import { until } from "../lib/testing/poll.ts";
import { asOwner } from "../lib/testing/rows.ts";

const server = await eventServer();

afterAll(async () => {
  await endRunnerProcesses();
  server.close();
});

const waiting = () => asOwner<{ id: string }>("SELECT id FROM jobs WHERE status = 'queued' AND published_on IS NULL");
const request = async () =>
  (await transaction((tx) => enqueue(tx, compensateProvisioning, { tenantId: randomUUID() }))) ?? "";

test("SRS §13 queue failure: with nobody at Inngest's address jobs wait in their rows, and are delivered once it is there", async () => {
  const app = await loadAppProcess(server.environment);
  app.begin();
  const before = await Promise.all([1, 2, 3].map(request));
  // Promised once, refused, and taken back: from now on the relay knows that nobody is there.
  await until({ withinMs: 60_000, what: "a promise taken back" }, async () => {
    const rows = await asOwner(
      "SELECT FROM jobs WHERE promised_until < now() + interval '10 seconds' AND published_on IS NULL",
    );
    return rows.length >= before.length;
  });
  const during = await Promise.all([1, 2].map(request));
  expect((await waiting()).map(({ id }) => id).sort()).toEqual([...before, ...during].sort());
  await server.open();
  await until({ withinMs: 60_000, what: "all of them delivered" }, async () => (await waiting()).length === 0);
  // At least once; whoever sends an id again is recognised by it.
  expect([...server.taken].sort()).toEqual([...before, ...during].sort());
}, 150_000);
