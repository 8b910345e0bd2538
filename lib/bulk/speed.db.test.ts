import { expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { as } from "../testing/client.ts";
import { localJobs } from "../testing/jobs.ts";
import { until } from "../testing/poll.ts";
import { asOwner } from "../testing/rows.ts";
import { select, show, start } from "./testing.ts";

/** `BULK_ROWS=10000` measures; a few hundred show that it is right. */
const ROWS = Number(process.env["BULK_ROWS"] ?? 300);

test(`${ROWS} users are locked by a filter, each with its audit record`, {
  timeout: 300_000,
}, async () => {
  await asOwner(
    `WITH made AS (INSERT INTO users (id, email, name, role_id, status)
       SELECT gen_random_uuid(), 'speed-' || n || '@example.com', 'Somebody', r.id, 'active'
       FROM generate_series(1, $1::integer) n, roles r WHERE r.name = 'Auditor' RETURNING id)
     INSERT INTO sessions (id, user_id, kind, expires_on) SELECT gen_random_uuid(), id, 'api', now() + interval '1 day' FROM made`,
    [ROWS],
  );
  const admin = await as("SuperAdmin");
  const { response: selection } = await select(admin, "lockUsers", { email: "speed-" });
  const begun = performance.now();
  const { response } = await start(admin, { operation: "lockUsers", selectionToken: selection.selectionToken });
  const { relay, runner } = await localJobs();
  relay.start();
  runner.start();
  await until({ withinMs: 280_000, what: "the end" }, async () => {
    const bulk = await prisma().bulkOperation.findUnique({ where: { id: response.bulkOperationId } });
    return bulk?.finishedOn;
  });
  const seconds = (performance.now() - begun) / 1000;
  await Promise.all([relay.stop(), runner.stop()]);
  expect(await show(admin, response.bulkOperationId)).toMatchObject({
    status: "succeeded",
    progress: { total: ROWS, done: ROWS },
  });
  const recorded = await prisma().auditEvent.count({
    where: { requestId: response.bulkOperationId, action: "USER_LOCKED" },
  });
  expect(recorded).toBe(ROWS);
  process.stdout.write(`bulk lock: ${Math.round(ROWS / seconds)} users a second\n`);
});
