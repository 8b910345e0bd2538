import { beforeAll, describe, expect, test } from "vitest";
import type { SystemRoleName } from "../policy/roles.ts";
import { SYSTEM_ROLES } from "../policy/roles.ts";
import { anonymous, as, asCustom, type SignedIn } from "../testing/client.ts";
import { asOwner } from "../testing/rows.ts";
import { CONTRACT_EXAMPLES, type ContractExample } from "./contract-examples.ts";
import { daysAgo, sourcesAnswered } from "./testing.ts";
import { addMarket, makeWorld, type World } from "./testing-world.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
  await addMarket(world.ceo);
  await asOwner("UPDATE tenants SET plan = 'enterprise', segment = 'enterprise' WHERE id = $1", [world.acme]);
});

const at = (path: string) => `/system${path.replace("{tenantId}", world.acme)}`;
const get = (path: string, who: Pick<SignedIn, "client"> = world.ceo) => who.client.get(at(path));

interface Leaf {
  /** Positions in lists left out. */
  readonly path: string;
  readonly value: unknown;
}

/** Every leaf of a JSON value; an empty list is one. */
function leavesOf(value: unknown, path = ""): Leaf[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [{ path, value }] : value.flatMap((item) => leavesOf(item, path));
  }
  if (typeof value !== "object" || value === null) {
    return [{ path, value }];
  }
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === "" ? key : `${path}.${key}`));
}

const GRAMMARS: readonly (readonly [string, RegExp])[] = [
  ["percent range", /^\d+-\d+_percent$/],
  ["percent", /^\d+_percent$/],
  ["plain range", /^\d+-\d+$/],
  ["range in thousands", /^\d+(\.\d)?[KM]?-\d+(\.\d)?[KM]$/],
  ["uptime", /^\d+\.\d%$/],
  ["mean time", /^\d+ms_avg$/],
];
/** How a value is written: its type, and what of the grammar of domain.md §5 it is. */
const grammarOf = (value: unknown): string =>
  typeof value === "string" ? (GRAMMARS.find(([, form]) => form.test(value))?.[0] ?? "word") : typeof value;

/** Where the wire of the contract has one of several forms: amounts below a thousand are written out, of a million in M. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  "range in thousands": ["range in thousands", "plain range"],
};

function compare({ words }: ContractExample, { path, value }: Leaf, leaves: readonly Leaf[]): void {
  const found = leaves.filter((leaf) => leaf.path === path);
  expect([path, found.length > 0]).toEqual([path, true]);
  for (const leaf of found) {
    const allowed = words[path];
    if (allowed === "text") {
      expect([path, typeof leaf.value]).toEqual([path, typeof value]);
    } else if (allowed) {
      // The contract's own word is one of ours, and so is what is answered.
      expect([path, allowed]).toEqual([path, expect.arrayContaining([value])]);
      expect([path, allowed]).toEqual([path, expect.arrayContaining([leaf.value])]);
    } else {
      const wanted = grammarOf(value);
      expect([path, SAME[wanted] ?? [wanted]]).toEqual([path, expect.arrayContaining([grammarOf(leaf.value)])]);
    }
  }
}

describe("contract §3: every example in shape, types, vocabulary and grammar", () => {
  test.each(CONTRACT_EXAMPLES)("contract $section GET $path", async (example) => {
    const { status, response } = await get(example.path);
    expect(status).toBe(200);
    const leaves = leavesOf(response).filter(
      // Of the second tenant nothing is known of plan; the summary is of the first.
      ({ value }) => value !== null,
    );
    const wanted = leavesOf(example.data);
    expect(wanted.length).toBeGreaterThan(4);
    for (const leaf of wanted) {
      compare(example, leaf, leaves);
    }
  });

  test.each(CONTRACT_EXAMPLES)(
    "contract $section GET $path: no member is anything but null where it is unknown",
    async (example) => {
      const silent = [
        "esp_events",
        "esp_billing",
        "subscriptions",
        "infrastructure",
        "backbone_health",
        "business_events",
      ];
      await sourcesAnswered(Object.fromEntries(silent.map((source) => [source, null])));
      const { response } = await get(example.path);
      await sourcesAnswered();
      const paths = new Set(leavesOf(response).map(({ path }) => path));
      // Schema stable when degraded (domain.md §6): every member stays; a list may be empty.
      for (const { path } of leavesOf(example.data)) {
        const isThere = paths.has(path) || [...paths].some((list) => path.startsWith(`${list}.`));
        expect([path, isThere]).toEqual([path, true]);
      }
    },
  );
});

describe("contract §2 envelopes", () => {
  test.each(CONTRACT_EXAMPLES)("contract §2: success, data and meta of $path", async ({ path }) => {
    const { body } = await get(path);
    expect(Object.keys(body).sort()).toEqual(["data", "meta", "success"]);
    expect(body["success"]).toBe(true);
    expect(body["meta"]).toMatchObject({
      data_source: path === "/overview" ? "backbone_apis" : "backbone_api",
      data_quality: expect.stringMatching(/^(standard|partial|stale)$/),
      last_updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    });
  });

  test.each([
    ["/overview", 401, "AUTHENTICATION_REQUIRED", () => anonymous()],
    ["/planning", 403, "ACCESS_DENIED", async () => (await as("ROLE_ANALYST")).client],
    ["/tenants/01930d5e-7a10-7c3e-9b1f-3f2a64d0cfff/summary", 404, "RESOURCE_NOT_FOUND", () => world.ceo.client],
    ["/revenue-protection?window=weekly", 400, "VALIDATION_ERROR", () => world.ceo.client],
    ["/overview?timeframe=realtime", 422, "BACKBONE_CONSTRAINT_APPLIED", () => world.ceo.client],
    ["/nothing", 404, "RESOURCE_NOT_FOUND", () => world.ceo.client],
  ] as const)("contract §2: error of %s is %d %s", async (path, status, code, caller) => {
    const client = await caller();
    const answer = await client.get(`/system${path}`);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body).sort()).toEqual(["error", "success", "timestamp"]);
    expect(answer.body).toMatchObject({
      success: false,
      error: {
        code,
        message: expect.stringMatching(/\S/),
        details: expect.any(Array),
        request_id: expect.stringMatching(/\S/),
        documentation_url: expect.stringMatching(new RegExp(`^https?://.+/docs/errors/${code}$`)),
      },
      timestamp: expect.stringMatching(/Z$/),
    });
  });

  test("contract §4: a degraded answer says what it has, is partial and names what is limited", async () => {
    await sourcesAnswered({ esp_billing: null, backbone_health: null });
    const { status, body, response } = await get("/overview");
    await sourcesAnswered();
    expect(status).toBe(200);
    expect(body["meta"]).toMatchObject({
      data_quality: "partial",
      data_sources_limited: expect.arrayContaining(["esp_billing", "backbone_health"]),
    });
    expect(response).toMatchObject({ system_health: { overall_status: null }, tenant_metrics: { total_tenants: 2 } });
  });
});

const ALWAYS = ["SuperAdmin", "Auditor"] as const;
const EXECUTIVES = ["CEO", "CFO", "COO", "CTO"].map((name) => `ROLE_EXECUTIVE_${name}` as SystemRoleName);
const OVERVIEW = [...ALWAYS, ...EXECUTIVES, "ROLE_SYSTEM_ADMIN", "ROLE_OPERATIONS_MANAGER"] as const;
const SUMMARY = [...OVERVIEW, "ROLE_OPS_COORDINATOR", "ROLE_SUPPORT_MANAGER"] as const;
const INTELLIGENCE = [...SUMMARY, "ROLE_ANALYST", "ROLE_FINANCE", "ROLE_READ_ONLY", "ROLE_DASHBOARD_USER"] as const;
/** Decisions §7 and §9, written out: who reads what, and by which permission a custom role does. */
const MATRIX: readonly (readonly [path: string, readonly SystemRoleName[], permission: string])[] = [
  ["/overview", OVERVIEW, "SYSTEM_OVERVIEW_VIEW"],
  ["/trends", OVERVIEW, "SYSTEM_OVERVIEW_VIEW"],
  ["/sources", OVERVIEW, "SYSTEM_OVERVIEW_VIEW"],
  ["/tenants", SUMMARY, "SYSTEM_TENANT_VIEW"],
  ["/tenants/{tenantId}/summary", SUMMARY, "SYSTEM_TENANT_VIEW"],
  ["/tenants/{tenantId}/trends", SUMMARY, "SYSTEM_TENANT_VIEW"],
  ["/tenants/{tenantId}/incidents", SUMMARY, "SYSTEM_TENANT_VIEW"],
  ["/incidents", SUMMARY, "SYSTEM_TENANT_VIEW"],
  [
    "/revenue-protection",
    [...ALWAYS, ...EXECUTIVES, "ROLE_OPERATIONS_MANAGER", "ROLE_ANALYST", "ROLE_FINANCE"],
    "SYSTEM_REVENUE_VIEW",
  ],
  ["/cost-optimization", [...ALWAYS, ...EXECUTIVES, "ROLE_FINANCE"], "SYSTEM_COST_VIEW"],
  ["/intelligence/summary", INTELLIGENCE, "SYSTEM_INTELLIGENCE_VIEW"],
  ["/planning", [...ALWAYS, ...EXECUTIVES], "SYSTEM_PLANNING_VIEW"],
];
const PERMISSIONS = [...new Set(MATRIX.map(([, , permission]) => permission))];

describe("decisions §7, §9: every role at every endpoint", () => {
  test.each(Object.keys(SYSTEM_ROLES) as SystemRoleName[])("%s", async (role) => {
    const who = await as(role, role === "PoolAdmin" ? { tenantIds: [world.acme] } : {});
    for (const [path, readers] of MATRIX) {
      expect([path, (await get(path, who)).status]).toEqual([path, readers.includes(role) ? 200 : 403]);
    }
  });

  test.each(PERMISSIONS)("a custom role with %s alone", async (permission) => {
    const who = await asCustom([permission]);
    for (const [path, , wanted] of MATRIX) {
      expect([path, (await get(path, who)).status]).toEqual([path, wanted === permission ? 200 : 403]);
    }
  });

  test("nobody without a session", async () => {
    for (const [path] of MATRIX) {
      expect([path, (await get(path, { client: anonymous() })).status]).toEqual([path, 401]);
    }
  });

  test("an executive's role does not make a SuperAdmin, nor a SuperAdmin's an executive (domain.md §8.8)", async () => {
    expect((await world.ceo.client.get("/super-admin/tenants")).status).toBe(403);
  });
});

/** Numbers of the answer's own frame, and of records that a timeline shows: nobody has modelled them. */
const FRAME = /(^|\.)(page|page_size|total_items|total_pages|total_capped|timeline)(\.|$)/;
const isFigure = (value: unknown): boolean =>
  typeof value === "number" || (grammarOf(value) !== "word" && typeof value === "string");

/** Every leaf with its full path. */
function placesOf(value: unknown, path = ""): Leaf[] {
  if (typeof value !== "object" || value === null) {
    return [{ path, value }];
  }
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, path === "" ? key : `${path}.${key}`));
}

interface Figure {
  readonly figure_id: string;
  readonly value: unknown;
  readonly low: unknown;
  readonly high: unknown;
}

describe("issue §6: every number of every endpoint has a lineage, and comes out of it again", () => {
  const WINDOWS = ["monthly", "quarterly", "semi_annual", "annual"];
  const PATHS = [
    ...["last_7d", "last_30d", "last_90d"].map((timeframe) => `/overview?timeframe=${timeframe}`),
    "/tenants/{tenantId}/summary",
    "/tenants?sort=name",
    ...WINDOWS.flatMap((window) => [`/revenue-protection?window=${window}`, `/cost-optimization?window=${window}`]),
    "/intelligence/summary",
    ...WINDOWS.slice(1).map((window) => `/planning?window=${window}`),
  ];

  test.each(PATHS)("%s", async (path) => {
    const { body, response } = await get(path);
    const { figures } = body["meta"] as { figures: Readonly<Record<string, Figure>> };
    const numbers = placesOf(response).filter((leaf) => isFigure(leaf.value) && !FRAME.test(leaf.path));
    expect(numbers.length).toBeGreaterThan(2);
    expect(numbers.filter((leaf) => figures[leaf.path] === undefined)).toEqual([]);
    for (const leaf of numbers) {
      expect([leaf.path, figures[leaf.path]?.value]).toEqual([leaf.path, leaf.value]);
    }
    for (const figure of Object.values(figures)) {
      const lineage = await get(`/figures/${figure.figure_id}/lineage`);
      expect([figure.figure_id, lineage.status]).toEqual([figure.figure_id, 200]);
      expect(lineage.response).toMatchObject({ value: figure.value, low: figure.low, high: figure.high });
    }
  });

  test.each(["/trends", "/tenants/{tenantId}/trends"])("points of %s", async (path) => {
    const { response } = await get(`${path}?timeframe=last_7d`);
    const name = path === "/trends" ? "trends" : `tenant-trends~${world.acme}`;
    const series = response["series"] as { metric: string; points: { date: string; value: unknown }[] }[];
    for (const { metric, points } of series) {
      expect(points).toHaveLength(7);
      for (const { date, value } of points) {
        const lineage = await get(`/figures/${name}~last_7d~${metric}.${date}/lineage`);
        expect([date, lineage.status, lineage.response["value"]]).toEqual([date, 200, value]);
      }
    }
    expect(series[0]?.points.at(-1)?.date).toBe(daysAgo(0));
  });
});
