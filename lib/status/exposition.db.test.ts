import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { metrics } from "../observability/metrics.ts";
import { perform } from "../operation/perform.ts";
import { listTenants } from "../tenants/operations.ts";
import { callerOf } from "../testing/caller.ts";
import { as } from "../testing/client.ts";
import { asOwner } from "../testing/rows.ts";
import { type Instance, startInstance } from "../testing/second-instance.ts";
import { exposition } from "./exposition.ts";

/** Name and labels of each sample → value. */
const samples = (text: string): ReadonlyMap<string, number> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );

describe("decisions §1 /api/metrics: what an operator needs to see", () => {
  test("answers by operation, family and class; pages count as the console's; pool, queues, sources and lag", async () => {
    await asOwner(
      `INSERT INTO jobs (id, kind, payload, run_at) VALUES ($1, 'webhook.deliver', '{}', now() - interval '90 seconds')`,
      [randomUUID()],
    );
    await asOwner(`INSERT INTO esp_events (provider, event_key, occurred_at, kind, received_at)
      VALUES ('postmark', gen_random_uuid(), now(), 'delivered', now() - interval '5 minutes')`);
    const { client } = await as("SuperAdmin");
    await client.get("/super-admin/tenants");
    await client.get("/super-admin/tenants?pageSize=0");
    await perform(listTenants, callerOf("SuperAdmin"), { query: {} });
    const { text, contentType } = await exposition();
    expect(contentType).toMatch(/^text\/plain/);
    const found = samples(text);
    const answers = (family: string, status: string) =>
      found.get(`rookery_request_seconds_count{operation="listTenants",family="${family}",status="${status}"}`);
    expect([answers("super-admin", "2xx"), answers("super-admin", "4xx"), answers("console", "2xx")]).toEqual([
      1, 1, 1,
    ]);
    expect(found.get('rookery_up{part="database"}')).toBe(1);
    expect(found.get("rookery_database_pool_max")).toBe(12);
    expect(found.get("rookery_database_pool_waiting")).toBe(0);
    expect(found.get('rookery_queue_jobs{kind="webhook.deliver",state="queued"}')).toBe(1);
    expect(found.get('rookery_queue_age_seconds{kind="webhook.deliver"}')).toBeGreaterThanOrEqual(90);
    expect(found.get("rookery_outbox_jobs")).toBe(1);
    expect(found.get("rookery_outbox_age_seconds")).toBeGreaterThanOrEqual(90);
    expect(found.get("rookery_aggregation_lag_events")).toBe(1);
    expect(found.get("rookery_aggregation_lag_seconds")).toBeGreaterThanOrEqual(300);
    const states = ["fresh", "stale", "missing"].map((state) =>
      found.get(`rookery_source_state{source="subscriptions",state="${state}"}`),
    );
    expect(states.toSorted()).toEqual([0, 0, 1]);
    expect(found.has("rookery_process_resident_memory_bytes")).toBe(true);
  });

  test("labels take few values: no id, no address, no path of a caller's making", async () => {
    const { client } = await as("SuperAdmin");
    const before = samples((await exposition()).text).size;
    for (let n = 0; n < 30; n += 1) {
      await client.get(`/super-admin/tenants/${randomUUID()}`);
      await client.get(`/super-admin/${randomUUID()}`);
    }
    const after = samples((await exposition()).text).size;
    expect(after - before).toBeLessThan(60); // two histograms of 15 lines, whatever was asked for
  });
});

describe("docs/observability/grafana-rookery.json", () => {
  test("every metric that the dashboard asks for is there, and every gauge of the platform is on it", async () => {
    const file = new URL("../../docs/observability/grafana-rookery.json", import.meta.url);
    const { panels } = JSON.parse(readFileSync(file, "utf8")) as { panels: { targets: { expr: string }[] }[] };
    const asked = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => expr.match(/rookery_\w+/g) ?? []));
    await exposition();
    const known = metrics.registry.getMetricsAsArray().map(({ name }) => name);
    const names = new Set(asked.map((name) => name.replace(/_(bucket|count|sum)$/, "")));
    expect([...names].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !/^rookery_(process|nodejs)/.test(name) && !names.has(name))).toEqual([]);
  });
});

describe("SRS §13 DB outage: metrics answer without the database", () => {
  let instance: Instance | undefined;
  afterAll(() => instance?.stop());

  test("the database is shown as down, what only it knows is left out, and the reader still needs the token", async () => {
    instance = await startInstance({
      DATABASE_URL: "postgresql://nobody:none@127.0.0.1:1/none",
      METRICS_TOKEN: "a-token",
    });
    expect((await instance.fetch("/api/metrics")).status).toBe(401);
    const answer = await instance.fetch("/api/metrics", { authorization: "Bearer a-token" });
    const found = samples(await answer.text());
    expect(found.get('rookery_up{part="database"}')).toBe(0);
    expect(found.get('rookery_up{part="process"}')).toBe(1);
    expect(found.has("rookery_database_pool_waiting")).toBe(true);
    expect([...found.keys()].filter((name) => /^rookery_(queue|outbox|aggregation|figures|source)/.test(name))).toEqual(
      [],
    );
  });
});
