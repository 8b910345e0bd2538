import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { postmarkRecord, sendPostmark } from "../ingest/testing.ts";
import { createTenantRow } from "../testing/people.ts";
import { until } from "../testing/poll.ts";
import { asOwner } from "../testing/rows.ts";
import { aggregateDeliveries } from "./aggregate.ts";
import { rebuildFacts } from "./rebuild.ts";
import { addRawEvents, allFacts, dailyFacts, expectedFacts, forgetFacts } from "./testing.ts";

const DAY_MS = 86_400_000;
let tenants: string[];
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

beforeAll(async () => {
  tenants = [await createTenantRow(), await createTenantRow(), await createTenantRow()];
});
beforeEach(forgetFacts);

describe("issue: raw events become one fact a tenant and day", () => {
  test("counts every kind on the UTC day that it occurred on; what comes to an end is sent", async () => {
    const at = (time: string, kind: object) => ({
      Metadata: { tenant_id: tenants[0] },
      DeliveredAt: time,
      BouncedAt: time,
      ReceivedAt: time,
      Email: "a@b.example",
      ...kind,
    });
    await sendPostmark([
      postmarkRecord(at("2026-11-18T23:59:59.999Z", {})),
      postmarkRecord(at("2026-11-19T00:00:00Z", {})),
      postmarkRecord(at("2026-11-19T12:00:00+02:00", { RecordType: "Bounce" })),
      postmarkRecord(at("2026-11-19T13:00:00Z", { RecordType: "Open" })),
      postmarkRecord({ ...at("2026-11-19T13:00:00Z", {}), Metadata: {} }),
    ]);
    expect(await aggregateDeliveries()).toMatchObject({ events: 5 });
    const rows = await asOwner(
      "SELECT day::text, sent::int, delivered::int, bounced::int, opened::int, events::int FROM tenant_daily_facts ORDER BY day",
    );
    expect(rows).toEqual([
      { day: "2026-11-18", sent: 1, delivered: 1, bounced: 0, opened: 0, events: 1 },
      { day: "2026-11-19", sent: 2, delivered: 1, bounced: 1, opened: 1, events: 3 },
    ]);
    const fleet = await asOwner(
      "SELECT day::text, is_attributed AS known, sent::int FROM fleet_daily_facts ORDER BY day, is_attributed",
    );
    expect(fleet).toEqual([
      { day: "2026-11-18", known: true, sent: 1 },
      { day: "2026-11-19", known: false, sent: 1 },
      { day: "2026-11-19", known: true, sent: 2 },
    ]);
  });

  test("a second run adds nothing, and health tells when the last events came", async () => {
    await addRawEvents(tenants, 50, daysAgo(2), 60);
    await aggregateDeliveries();
    const facts = await allFacts();
    expect(await aggregateDeliveries()).toMatchObject({ events: 0 });
    expect(await allFacts()).toEqual(facts);
    expect(await asOwner("SELECT state FROM source_health WHERE source = 'esp_events'")).toEqual([
      { state: "healthy" },
    ]);
  });

  test("an event that is five days late is counted on its day", async () => {
    await addRawEvents(tenants, 21, daysAgo(5), 10);
    await aggregateDeliveries();
    await sendPostmark(postmarkRecord({ Metadata: { tenant_id: tenants[0] }, DeliveredAt: daysAgo(5).toISOString() }));
    await aggregateDeliveries();
    expect(await dailyFacts()).toEqual(await expectedFacts());
  });

  test("however events are shuffled, repeated, late and cut into batches, the facts are the same; a rebuild gives them again", async () => {
    const records = Array.from({ length: 40 }, (_, n) =>
      postmarkRecord({
        Metadata: { tenant_id: tenants[n % 3] },
        DeliveredAt: new Date(Date.now() - n * 0.2 * DAY_MS).toISOString(),
      }),
    );
    await sendPostmark(records);
    await aggregateDeliveries();
    const wanted = await allFacts();
    const order = fc.shuffledSubarray([...records, ...records.slice(0, 10)], { minLength: 50 });
    await fc.assert(
      fc.asyncProperty(
        order,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 25 }),
        async (shuffled, call, batch) => {
          await forgetFacts();
          for (let from = 0; from < shuffled.length; from += call) {
            await sendPostmark(shuffled.slice(from, from + call));
            await aggregateDeliveries(undefined, batch);
          }
          expect(await allFacts()).toEqual(wanted);
          await rebuildFacts();
          expect(await allFacts()).toEqual(wanted);
        },
      ),
      { numRuns: 8 },
    );
  }, 120_000);

  test("an event that is still being written when the aggregation runs is not missed", async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await sendPostmark(postmarkRecord({ Metadata: { tenant_id: tenants[n % 3] } }));
        await aggregateDeliveries();
      }),
    );
    await aggregateDeliveries();
    expect(await dailyFacts()).toEqual(await expectedFacts());
    expect((await expectedFacts()).reduce((sum, { events }) => sum + Number(events), 0)).toBe(40);
  });

  test("kill -9 in the middle leaves whole batches only; the next run ends at the same facts", async () => {
    await addRawEvents([...tenants, null], 60_000, daysAgo(20), 25);
    const child = spawn(
      process.execPath,
      ["-e", `(await import("${here("aggregate.ts")}")).aggregateDeliveries(undefined, 500)`],
      { env: process.env, stdio: "ignore" },
    );
    await until({ withinMs: 20_000, what: "the first batches" }, async () => (await dailyFacts()).length > 3);
    child.kill("SIGKILL");
    await once(child, "exit");
    const [row] = await asOwner<{ done: boolean; sequence: string }>(
      "SELECT sequence, sequence >= (SELECT max(sequence) FROM esp_events) AS done FROM aggregation_watermarks",
    );
    expect(row?.done).toBe(false);
    const [counted] = await asOwner("SELECT sum(events)::int AS n FROM fleet_daily_facts");
    const [behind] = await asOwner("SELECT count(*)::int AS n FROM esp_events WHERE sequence <= $1", [row?.sequence]);
    expect(counted).toEqual(behind);
    await aggregateDeliveries();
    expect(await dailyFacts()).toEqual(await expectedFacts());
  });

  test("two at once count everything once", async () => {
    await addRawEvents(tenants, 5000, daysAgo(10), 100);
    await Promise.all([1, 2, 3].map(() => aggregateDeliveries(undefined, 300)));
    expect(await dailyFacts()).toEqual(await expectedFacts());
  });
});

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
