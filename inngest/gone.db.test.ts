import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, expect, test } from "vitest";
import { transaction } from "../lib/db/transaction.ts";
import { enqueue } from "../lib/jobs/index.ts";
import { compensateProvisioning } from "../lib/tenants/index.ts";
import { endRunnerProcesses, loadAppProcess } from "../lib/testing/inngest/processes.ts";
import { until } from "../lib/testing/poll.ts";
import { asOwner } from "../lib/testing/rows.ts";
import { freePort } from "../scripts/network.ts";

interface Event {
  readonly id: string;
}

const taken: string[] = [];
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  taken.push(...(JSON.parse(body) as Event[]).map(({ id }) => id));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ids: ["1"], status: 200 }));
});

afterAll(async () => {
  await endRunnerProcesses();
  server.closeAllConnections();
  server.close();
});

const waiting = () => asOwner<{ id: string }>("SELECT id FROM jobs WHERE status = 'queued' AND published_on IS NULL");
const request = async () =>
  (await transaction((tx) => enqueue(tx, compensateProvisioning, { tenantId: randomUUID() }))) ?? "";

test("SRS §13 queue failure: with nobody at Inngest's address jobs wait in their rows, and are delivered once it is there", async () => {
  const port = await freePort();
  const app = await loadAppProcess({
    INNGEST_BASE_URL: `http://127.0.0.1:${port}`,
    INNGEST_EVENT_KEY: "event-key",
    INNGEST_SIGNING_KEY: "ab".repeat(32),
  });
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
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  await until({ withinMs: 60_000, what: "all of them delivered" }, async () => (await waiting()).length === 0);
  // At least once; whoever sends an id again is recognised by it.
  expect([...new Set(taken)].sort()).toEqual([...before, ...during].sort());
}, 150_000);
