import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { read } from "../db/transaction.ts";
import { asOwner } from "../testing/rows.ts";
import { readPlatform } from "./platform.ts";

const backlogs = async () => {
  const { outbox, aggregation } = await read((db) => readPlatform(db, new Date()));
  return { outbox, aggregation };
};

test("where nothing waits nothing has an age", async () => {
  const none = { waiting: 0, ageSeconds: null };
  expect(await backlogs()).toEqual({ outbox: none, aggregation: none });
});

test("a backlog past what is counted says that there is more, and its age is still that of the oldest", async () => {
  await asOwner(
    `INSERT INTO jobs (id, kind, payload, run_at) VALUES ($1, 'webhook.deliver', '{}', now() - interval '90 seconds')`,
    [randomUUID()],
  );
  await asOwner(`INSERT INTO esp_events (provider, event_key, occurred_at, kind, received_at)
    SELECT 'postmark', gen_random_uuid(), now(), 'delivered', now() - interval '5 minutes' FROM generate_series(1, 100001)`);
  const { outbox, aggregation } = await backlogs();
  expect(outbox).toEqual({ waiting: 1, ageSeconds: expect.any(Number) });
  expect(aggregation).toEqual({ waiting: 100_000, waitingCapped: true, ageSeconds: expect.any(Number) });
  expect([outbox, aggregation].map(({ ageSeconds }) => Math.floor((ageSeconds ?? 0) / 30))).toEqual([3, 10]);
});
