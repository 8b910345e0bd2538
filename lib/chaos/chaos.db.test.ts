import { beforeAll, describe, expect, test } from "vitest";
import { prisma } from "../db/client.ts";
import { resetEnv } from "../env.ts";
import {
  getCostOptimization,
  getIntelligence,
  getPlanning,
  getRevenueProtection,
} from "../executive/business-operations.ts";
import { getOverview, getTenantSummary, listSystemTenants } from "../executive/operations.ts";
import {
  getTenantTrends,
  getTrends,
  listSystemIncidents,
  listTenantIncidents,
} from "../executive/series-operations.ts";
import {
  addAlert,
  addBackbone,
  addBills,
  addMail,
  addServer,
  addSubscription,
  everyDay,
  refresh,
  sourcesAnswered,
} from "../executive/testing.ts";
import { type AnyOperation, type Caller, erase, type Meta, type Operation } from "../operation/operation.ts";
import { perform } from "../operation/perform.ts";
import { refresh as ask } from "../sources/refresh.ts";
import { source } from "../sources/source.ts";
import { type Answer, as, type SignedIn } from "../testing/client.ts";
import { configure } from "../testing/configure.ts";
import { createTenantRow } from "../testing/people.ts";
import { asApp, auditOf } from "../testing/rows.ts";
import { CHAOS_SOURCES, type Chaos, type ChaosSource } from "./schema.ts";

let root: SignedIn;
let ceo: Caller;
let tenantId: string;

beforeAll(async () => {
  root = await as("SuperAdmin");
  const { userId, pair } = await as("ROLE_EXECUTIVE_CEO");
  const { role, permissions } = pair.user as { role: string; permissions: string[] };
  ceo = {
    actor: { id: userId, role, permissions: new Set(permissions), tenantScope: "global", sessionId: null },
    request: { requestId: "chaos", ipAddress: null, clientAddress: "127.0.0.1", userAgent: null },
  };
  await configure({ "rateLimits.superAdminPerMinute": 100_000 });
  tenantId = await createTenantRow();
  await addMail(tenantId, everyDay(60, { sent: 4200, bounced: 300, complained: 2 }));
  await addServer("s1", 999, [{ ip: "10.0.0.1", cents: 499, tenants: [tenantId] }]);
  await addSubscription(tenantId, 29_900);
  await addBackbone();
  await addBills("postmark", 6, 100_000, 140_000, 1_000_000);
  await addAlert(tenantId, {});
  await asApp(`INSERT INTO market_records (market_record_id, subject, kind, position, text, source, observed_on, author_id)
    SELECT gen_random_uuid(), 'Rival', 'position', 'competitive', 'They are close', 'A fair', current_date, '${userId}'`);
  await sourcesAnswered();
  await refresh();
});

const put = (body: object, { client }: Pick<SignedIn, "client"> = root, query = "") =>
  client.put<Chaos>(`/super-admin/sources/chaos${query}`, body);
const modeOf = ({ response }: Answer<Chaos>, id: ChaosSource) =>
  response.sources.find(({ source: name }) => name === id)?.mode;

describe("issue 5 §11 the chaos switch", () => {
  test("degrades sources at once, says so, is on record, and is reset", async () => {
    const answer = await put({
      sources: { infrastructure: "down", esp_events: "stale" },
      minutes: 5,
      reason: "Rehearsal",
    });
    expect([
      answer.status,
      modeOf(answer, "infrastructure"),
      modeOf(answer, "esp_events"),
      modeOf(answer, "market"),
    ]).toEqual([200, "down", "stale", null]);
    expect(await auditOf(answer.headers.get("x-request-id"))).toMatchObject([
      {
        action: "CHAOS_SWITCHED",
        entityType: "configuration",
        reason: "Rehearsal",
        before: { degraded: {} },
        after: { degraded: { infrastructure: "down", esp_events: "stale" } },
      },
    ]);
    expect((await overview()).data_sources_limited).toEqual(["esp_events", "infrastructure"]);
    await put({ sources: {} });
    expect((await overview()).data_sources_limited).toBeUndefined();
    expect(modeOf(await root.client.get<Chaos>("/super-admin/sources/chaos"), "infrastructure")).toBeNull();
  });

  test("ends by itself", async () => {
    await put({ sources: { infrastructure: "down" }, minutes: 1 });
    await asApp(
      "UPDATE source_chaos SET set_at = set_at - interval '2 minutes', ends_at = ends_at - interval '2 minutes'",
    );
    expect((await overview()).data_quality).toBe("standard");
  });

  test("a dry run says what would be, and degrades nothing", async () => {
    const answer = await put({ sources: { market: "down" } }, root, "?dryRun=true");
    expect(answer.response).toMatchObject({
      dryRun: true,
      cascade: { degraded: 1 },
      after: { degraded: { market: "down" } },
    });
    expect(await asApp("SELECT 1 FROM source_chaos WHERE source = 'market'")).toEqual([]);
  });

  test.each([
    [{ sources: { esp_events: "garbage" } }, "sources.esp_events"],
    [{ sources: { infrastructure: "off" } }, "sources.infrastructure"],
    [{ sources: { platform_database: "down" } }, "sources.platform_database"],
    [{ sources: {}, minutes: 1441 }, "minutes"],
  ])("%j is 400, named", async (body, field) => {
    const { status, errors } = await put(body);
    expect([status, Object.keys(errors)]).toEqual([400, [field]]);
  });

  test("is for SuperAdmin alone", async () => {
    for (const role of ["ROLE_EXECUTIVE_CEO", "ROLE_SYSTEM_ADMIN", "Auditor"] as const) {
      const { client } = await as(role);
      expect((await client.put("/admin/sources/chaos", { sources: {} })).status).toBe(403);
    }
  });

  test("where it is not allowed it is 409, and what was degraded no longer is", async () => {
    await put({ sources: { infrastructure: "down" } });
    await withSwitch("off", async () => {
      expect((await put({ sources: {} })).status).toBe(409);
      expect((await root.client.get<Chaos>("/super-admin/sources/chaos")).response.isAllowed).toBe(false);
      expect((await overview()).data_quality).toBe("standard");
    });
    await put({ sources: {} });
  });

  test.each([
    ["down", "network"],
    ["garbage", "format"],
  ])("a source that is %s fails as one that really is, and keeps its last reading", async (mode, errorClass) => {
    let asked = 0;
    const billing = source<unknown>({
      id: "esp_billing",
      cron: "* * * * *",
      requestsPerSecond: 10,
      isConfigured: () => true,
      read: (send) => send({ url: "http://127.0.0.1:1/" }),
      keep: async () => {
        asked += 1;
      },
    });
    await put({ sources: { esp_billing: mode } });
    await ask(billing, AbortSignal.timeout(5000));
    await put({ sources: {} });
    const [row] = await asApp<{ state: string; error_class: string }>(
      "SELECT state, error_class FROM source_health WHERE source = 'esp_billing'",
    );
    expect([row, asked]).toEqual([{ state: "failing", error_class: errorClass }, 0]);
  });
});

async function withSwitch(value: string, work: () => Promise<void>): Promise<void> {
  process.env["CHAOS_SWITCH"] = value;
  resetEnv();
  try {
    await work();
  } finally {
    process.env["CHAOS_SWITCH"] = "on";
    resetEnv();
  }
}

const overview = () => metaOf(erase(getOverview), {});
const metaOf = async (op: AnyOperation, input: object): Promise<Meta> => {
  const { status, meta } = await perform(op as Operation, ceo, input as never);
  expect([op.name, status]).toEqual([op.name, 200]);
  return meta as Meta;
};

/** Every executive answer beside the sources that it needs. */
type Answered = readonly [op: AnyOperation, needs: readonly ChaosSource[], of?: "tenant"];
const ANSWERS: readonly Answered[] = [
  [erase(getOverview), ["backbone_health", "esp_billing", "esp_events", "infrastructure", "subscriptions"]],
  [erase(listSystemTenants), ["esp_events", "infrastructure"]],
  [erase(getTenantSummary), ["esp_events", "infrastructure", "subscriptions"], "tenant"],
  [erase(getTenantTrends), ["esp_events"], "tenant"],
  [erase(listTenantIncidents), [], "tenant"],
  [erase(listSystemIncidents), []],
  [erase(getTrends), ["esp_events"]],
  [erase(getRevenueProtection), ["esp_events", "queue_events", "subscriptions"]],
  [erase(getCostOptimization), ["business_events", "esp_billing", "esp_events", "infrastructure"]],
  [erase(getIntelligence), ["esp_billing", "esp_events", "subscriptions"]],
  [erase(getPlanning), ["market"]],
];

interface WireFigure {
  readonly value: unknown;
  readonly as_of: string | null;
  readonly sources: readonly ChaosSource[];
  readonly stale?: true;
  readonly reason?: string;
}

/** A figure is unknown without a source of its own, and says its age where one of them is stale. */
function expectHonest(figure: WireFigure, degraded: readonly ChaosSource[], mode: string): void {
  const isTouched = figure.sources.some((id) => degraded.includes(id));
  if (isTouched && mode === "down") {
    expect(figure).toMatchObject({ value: null, as_of: null, reason: "source_missing" });
  } else if (isTouched) {
    expect(figure.stale).toBe(true);
    expect(Date.parse(String(figure.as_of))).toBeLessThan(Date.now() - 60_000);
  } else {
    expect(figure.stale).toBeUndefined();
  }
}

/** Past the operation, which has its own tests: 2^k times. */
async function degrade(mode: string, sources: readonly ChaosSource[]): Promise<void> {
  await prisma().sourceChaos.deleteMany();
  const setAt = new Date();
  const endsAt = new Date(setAt.getTime() + 3_600_000);
  await prisma().sourceChaos.createMany({ data: sources.map((source) => ({ source, mode, setAt, endsAt })) });
}

const QUALITIES: Readonly<Record<string, string>> = { down: "partial", stale: "stale" };

async function expectWhole([op, needs, of]: Answered, degraded: readonly ChaosSource[], mode: string): Promise<void> {
  const meta = await metaOf(op, of === "tenant" ? { path: { tenantId } } : {});
  const limited = needs.filter((id) => degraded.includes(id)).sort();
  expect([op.name, degraded, meta.data_sources_limited ?? []]).toEqual([op.name, degraded, limited]);
  const quality = limited.length === 0 ? "standard" : QUALITIES[mode];
  expect([op.name, degraded, meta.data_quality]).toEqual([op.name, degraded, quality]);
  for (const figure of Object.values(meta.figures ?? {})) {
    expectHonest(figure as WireFigure, degraded, mode);
  }
}

describe("issue 5 §11, anchors §3.7 all 2^k combinations of degraded sources", () => {
  const COMBINATIONS = Array.from({ length: 2 ** CHAOS_SOURCES.length }, (_, mask) =>
    CHAOS_SOURCES.filter((_source, bit) => (mask & (1 << bit)) !== 0),
  );

  test.each(["down", "stale"])(
    "%s: every executive endpoint answers 200, names what is limited, and shows no old figure without its age",
    async (mode) => {
      for (const degraded of COMBINATIONS) {
        await degrade(mode, degraded);
        await Promise.all(ANSWERS.map((answer) => expectWhole(answer, degraded, mode)));
      }
      await degrade(mode, []);
    },
    240_000,
  );
});
