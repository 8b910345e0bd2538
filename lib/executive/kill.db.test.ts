import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aggregateDeliveries } from "../facts/aggregate.ts";
import { rebuildFacts } from "../facts/rebuild.ts";
import { allFacts, dailyFacts, expectedFacts, forgetFacts } from "../facts/testing.ts";
import { mailgunEvent, postmarkRecord, sendMailgun, sendPostmark } from "../ingest/testing.ts";
import { createTenantRow } from "../testing/people.ts";
import { asOwner } from "../testing/rows.ts";
import { refresh } from "./testing.ts";

/** `KILLS=100` is the measure; these show that it is right. */
const KILLS = Number(process.env["KILLS"] ?? 12);
const EVENTS = 1500;
const CALL = 25;
const DAY_MS = 86_400_000;

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** Takes up events in small batches and brings the figures up to date, over and over, until it is killed. */
const WORK = `const { aggregateDeliveries } = await import("${here("../facts/aggregate.ts")}");
  const { refreshFigures } = await import("${here("refresh/refresh.ts")}");
  const atWork = async () => void process.stdout.write("at work");
  for (;;) {
    await aggregateDeliveries(atWork, 7).catch(() => undefined);
    await atWork();
    await refreshFigures(atWork).catch(() => undefined);
  }`;

let child: ChildProcess | undefined;
async function start(): Promise<void> {
  child = spawn(process.execPath, ["-e", WORK], { env: process.env, stdio: ["ignore", "pipe", "ignore"] });
  if (child.stdout) {
    await once(child.stdout, "data");
  }
}
const kill = async (): Promise<void> => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
};
afterAll(kill);

let tenants: string[];
let records: object[];
beforeAll(async () => {
  tenants = [await createTenantRow(), await createTenantRow(), await createTenantRow()];
  const now = Date.now();
  records = Array.from({ length: EVENTS }, (_, n) => {
    // Over 100 days, some of them today, one in five bounced.
    const at = new Date(now - (n % 100) * DAY_MS - n).toISOString();
    const bounce = { RecordType: "Bounce", BouncedAt: at, Email: "a@b.example" };
    return postmarkRecord({ Metadata: { tenant_id: tenants[n % 3] }, DeliveredAt: at, ...(n % 5 === 0 && bounce) });
  });
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
function shuffled<T>(things: readonly T[]): T[] {
  return things
    .map((thing) => [Math.random(), thing] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, thing]) => thing);
}
const callsOf = (all: readonly object[]): object[][] =>
  Array.from({ length: Math.ceil(all.length / CALL) }, (_, n) => all.slice(n * CALL, (n + 1) * CALL));

/** The read models of mail, the times left out. */
const figures = () =>
  asOwner(
    `SELECT jsonb_agg(to_jsonb(m) - '{mail_at,cost_at,revenue_at,computed_on}'::text[] ORDER BY m.days, m.tenant_id) AS windows,
       (SELECT jsonb_agg(to_jsonb(f) - '{mail_at,cost_at,revenue_at}'::text[] ORDER BY f.tenant_id) FROM tenant_figures f) AS figures
     FROM tenant_windows m`,
  );

const behindWatermark = () =>
  asOwner<{ counted: number; taken: number }>(
    `SELECT (SELECT coalesce(sum(events), 0) FROM fleet_daily_facts)::int AS counted,
       (SELECT count(*) FROM esp_events WHERE sequence <= (SELECT sequence FROM aggregation_watermarks WHERE name = 'esp_events'))::int AS taken`,
  );

test(`issue: ${KILLS} kill -9 during aggregation and refresh, webhooks replayed and reordered, batches duplicated: the same facts and figures`, {
  timeout: 240_000,
}, async () => {
  // Each once, in order, undisturbed.
  for (const call of callsOf(records)) {
    await sendPostmark(call);
  }
  const mailgun = Array.from({ length: 20 }, (_, n) =>
    mailgunEvent({ "user-variables": { tenant_id: tenants[n % 3] } }),
  );
  for (const event of mailgun) {
    await sendMailgun(event);
  }
  await aggregateDeliveries();
  await refresh();
  const [wantedFacts, wantedFigures] = [await allFacts(), await figures()];

  await forgetFacts();
  await asOwner("TRUNCATE tenant_windows; UPDATE tenant_figures SET mail_on = NULL, long_on = NULL, sent = 0");
  // Every batch a second time, in another order, and once more cut at other places.
  const calls = shuffled([...callsOf(shuffled(records)), ...callsOf(records), ...callsOf(records)]);
  let isSending = true;
  const sending = (async () => {
    for (const call of calls) {
      await sendPostmark(call);
      await wait(70);
    }
    for (const event of shuffled([...mailgun, ...mailgun])) {
      await sendMailgun(event);
    }
    isSending = false;
  })();
  let killed = 0;
  const reached = new Set<number>();
  while (isSending || killed < KILLS) {
    await start();
    await wait(Math.random() * 400);
    await kill();
    killed += 1;
    const [state] = await behindWatermark();
    // Whole batches only: what lies before the watermark is counted, nothing else.
    expect(state?.counted).toBe(state?.taken);
    reached.add(state?.taken ?? 0);
  }
  await sending;
  // Kills in the middle of the work, each at another place.
  expect(reached.size).toBeGreaterThan(3);
  await aggregateDeliveries();
  await refresh();
  expect(await dailyFacts()).toEqual(await expectedFacts());
  expect(await allFacts()).toEqual(wantedFacts);
  expect(await figures()).toEqual(wantedFigures);
  await rebuildFacts();
  await refresh();
  expect(await allFacts()).toEqual(wantedFacts);
  expect(await figures()).toEqual(wantedFigures);
  process.stdout.write(`${killed} kills at ${reached.size} places\n`);
});
