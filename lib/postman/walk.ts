import { GOVERNANCE_WALK } from "./governance-walk.ts";
import { BEGIN } from "./scripts.ts";
import { type Folder, plainly, type Step } from "./step.ts";

const ACCOUNT: readonly Step[] = [
  {
    op: "login",
    before: BEGIN,
    body: { email: "{{email}}", password: "{{password}}" },
    stores: { accessToken: "accessToken", refreshToken: "refreshToken", adminId: "user.userId" },
  },
  {
    op: "refresh",
    body: { refreshToken: "{{refreshToken}}" },
    stores: { accessToken: "accessToken", refreshToken: "refreshToken" },
  },
  ...plainly("me", "listSessions"),
  { op: "createView", body: { name: "Walk {{run}}" }, stores: { viewId: "viewId" } },
  ...plainly("listViews", "getView"),
  { op: "updateView", body: { name: "Walk {{run}} too" } },
  { op: "setDefaultView", path: { list: "tenants" }, body: { viewId: "{{viewId}}" } },
  { op: "deleteView" },
];

const record = (kind: string, stores: Readonly<Record<string, string>>, body: Readonly<Record<string, unknown>>) => [
  { op: `create${kind}`, stores, body },
  { op: `get${kind}` },
  { op: `update${kind}`, body },
];

const EXECUTIVE: readonly Step[] = [
  {
    op: "super-admin.createTenant",
    title: "one to look at",
    body: { name: "Walk {{run}} {{letter}}", code: "WALK{{run}}{{letter}}" },
    stores: { tenantId: "tenantId" },
  },
  ...plainly("getSystemOverview", "getSystemTrends", "getRevenueProtection", "getCostOptimization"),
  ...plainly("getIntelligenceSummary", "getBusinessPlanning", "getSystemSources", "getDegradedSources"),
  ...plainly("listSystemIncidents", "listSystemTenants", "getTenantSystemSummary", "getTenantTrends"),
  ...plainly("listTenantIncidents"),
  { op: "getFigureLineage", path: { figureId: "overview~last_30d~tenant_metrics.total_tenants" } },
  { op: "captureTenantSnapshot", stores: { snapshotId: "snapshot_id" } },
  ...plainly("listSnapshots", "getSnapshot", "listPlanners"),
  ...record("Initiative", { initiativeId: "initiative_id" }, { name: "Walk {{run}}", owner_id: "{{adminId}}" }),
  ...record("Decision", { decisionId: "decision_id" }, { title: "Walk {{run}}" }),
  ...record("Review", { reviewId: "review_id" }, { decision_id: "{{decisionId}}" }),
  ...record("MarketRecord", { marketRecordId: "market_record_id" }, { subject: "Walk {{run}}" }),
  ...plainly("listInitiatives", "listDecisions", "listReviews", "listMarketRecords"),
  ...plainly("deleteReview", "deleteDecision", "deleteInitiative", "deleteMarketRecord"),
  { op: "super-admin.deleteTenant", title: "the one looked at" },
];

const QUEUE: readonly Step[] = [
  { op: "publishQueueEvents", body: { event_id: "walk-{{run}}", timestamp: "{{now}}" } },
  { op: "listQueueNotifications", query: {}, stores: { id: "items.0.id" } },
  ...plainly("getQueueNotification", "reviewNotification"),
  { op: "reviewNotifications", body: { ids: ["{{id}}"] } },
];

const SIGNED = "Only the provider can sign it, with a secret that the installation has to know.";

/** The whole API in an order in which every request has what it needs: each folder is the family of that name. */
export const WALK: readonly Folder[] = [
  { name: "1 Sign in", about: "Stores the tokens that all others carry", api: "auth", steps: ACCOUNT },
  {
    name: "2 super-admin",
    about: "Makes a tenant, an account, a role and a rule of its own, and removes what can be removed",
    api: "super-admin",
    steps: GOVERNANCE_WALK,
  },
  { name: "3 admin", about: "The same on the family of the other roles", api: "admin", steps: GOVERNANCE_WALK },
  { name: "4 system", about: "Figures, planning and snapshots", api: "system", steps: EXECUTIVE },
  { name: "5 queue", about: "An event in, its notification out", api: "queue", steps: QUEUE },
  {
    name: "6 ingest",
    about: "What providers call",
    api: "ingest",
    steps: ["ingestPostmark", "ingestMailgun", "ingestStripe"].map((op) => ({ op, byHand: SIGNED })),
  },
  { name: "7 Sign out", about: "Ends the session of the walk", api: "auth", steps: [{ op: "logout", body: {} }] },
];
