import { v7 as uuidv7 } from "uuid";
import { recordAudit } from "../audit/record.ts";
import { toSystemPage } from "../core/page.ts";
import { READERS, seesCost } from "../executive/access.ts";
import { getTenantSummary } from "../executive/operations.ts";
import { SystemTenantPath } from "../executive/tenant-summary-schema.ts";
import { type Actor, type Context, type Meta, operation, type Policy } from "../operation/operation.ts";
import type { MediaType, Stream } from "../operation/stream.ts";
import { csvOf } from "./csv.ts";
import { pdfOf } from "./pdf/pdf.ts";
import { CaptureInput, Snapshot, SnapshotPage, SnapshotPath, SnapshotQuery, SnapshotsQuery } from "./resource.ts";
import { capture, find, listOf } from "./store.ts";
import { withoutCost } from "./withheld.ts";
import { snapshotNumber } from "./wording.ts";

/** Who takes snapshots: who reads the summary, without the Auditor, who leaves nothing behind (decisions §3, §7). */
const CAPTURERS = {
  ...READERS.tenants,
  roles: READERS.tenants.roles.filter((role) => role !== "Auditor"),
} as const satisfies Policy;

const TENANT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c001";
const SNAPSHOT = "01930d5e-7a10-7c3e-9b1f-3f2a64d0c0d1";
const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const AT = "2026-11-20T09:30:00.000Z";

const itemExample = {
  snapshot_id: SNAPSHOT,
  number: 7,
  tenant: { tenant_id: TENANT, code: "ACME", name: "Acme Corp" },
  captured_at: AT,
  captured_by: { user_id: "01930d5e-7a10-7c3e-9b1f-3f2a64d0c002", name: "Ann Lee", role: "ROLE_EXECUTIVE_CFO" },
  note: "Quarterly review",
  data_quality: "standard" as const,
  sha256: HASH,
};
const example = {
  ...itemExample,
  window: { name: "last_30d", start: "2026-10-22T00:00:00.000Z", end: AT },
  data_sources_limited: [],
  sections: [
    { section: "deliverability", state: "fresh" as const, as_of: AT, sources: ["esp_events"], figures: 5, unknown: 0 },
  ],
  summary: getTenantSummary.example.output,
  figures: {
    "system_metrics.delivery_rate": {
      value: "98-99_percent",
      low: 98,
      high: 99,
      unit: "percent",
      sources: ["esp_events"],
      as_of: AT,
      method: "delivered / sent × 100",
      confidence: "high",
    },
  },
  trends: {
    timeframe: "last_30d" as const,
    interval: "day" as const,
    series: [
      {
        metric: "delivery_rate" as const,
        unit: "percent",
        source: "esp_events",
        points: [{ date: "2026-11-20", value: "98-99_percent", low: 98, high: 99 }],
      },
    ],
  },
  incidents: [],
  verification: { matches: true, recomputed_sha256: HASH, audit: "matches" as const },
  document: null,
};

/** A snapshot is as old as its capture, whatever becomes of the sources. */
const metaOf = ({
  data_quality,
  captured_at,
  data_sources_limited,
}: Pick<Snapshot, "data_quality" | "captured_at" | "data_sources_limited">): Meta => ({
  data_source: "backbone_api",
  data_quality,
  last_updated: captured_at,
  ...(data_sources_limited.length > 0 && { data_sources_limited }),
});

/** One snapshot as this reader may see it. Throws NOT_FOUND. */
async function snapshotFor({ db, actor }: Context, snapshotId: string): Promise<Snapshot> {
  const { item, document, text, verification } = await find(db, actor, snapshotId);
  const isWhole = seesAll(actor, document.captured_by_id);
  const { window, data_sources_limited, sections, summary, figures, trends, incidents } = seesCost(actor)
    ? document
    : withoutCost(document);
  return Snapshot.parse({
    ...item,
    window,
    data_sources_limited,
    sections,
    summary,
    figures,
    trends,
    incidents,
    verification,
    document: isWhole ? text : null,
  });
}

/** Whether nothing of the document is kept from the actor: neither cost nor who took it. */
const seesAll = (actor: Actor, capturedById: string): boolean =>
  seesCost(actor) && (actor.tenantScope === "global" || actor.id === capturedById);

/** No snapshot is of several tenants: what crosses them is the reach of whoever takes one. */
const spansTenants = ({ tenantScope }: Actor): boolean => tenantScope === "global" || tenantScope.length > 1;

export const captureSnapshot = operation({
  name: "captureTenantSnapshot",
  summary: "Take a snapshot of one tenant's summary: a numbered copy that nothing changes any more",
  http: { method: "POST", path: "/tenants/{tenantId}/snapshots", status: 201, message: "Snapshot taken" },
  policy: { ...CAPTURERS, tenantScoped: true },
  limit: "admin",
  stepUp: { policy: "crossTenantSnapshot", refusedAs: "CONFLICT", applies: ({ actor }) => spansTenants(actor) },
  audit: ["SNAPSHOT_CAPTURED"],
  entityType: "snapshot",
  idempotent: true,
  input: { path: SystemTenantPath, body: CaptureInput },
  output: Snapshot,
  errors: ["NOT_FOUND", "CONFLICT"],
  example: { input: { path: { tenantId: TENANT }, body: { note: "Quarterly review" } }, output: example },
  async run(ctx, { path: { tenantId }, body }) {
    const { document, hash } = await capture(ctx, tenantId, body.note);
    const { snapshot_id, number, captured_at, data_quality, data_sources_limited } = document;
    const fresh = await snapshotFor(ctx, snapshot_id);
    return {
      // Its record in the audit log is written with it, in this very commit.
      data: { ...fresh, verification: { ...fresh.verification, audit: "matches" as const } },
      meta: metaOf(document),
      cascade: { figures: Object.keys(document.figures).length, incidents: document.incidents.length },
      audit: {
        action: "SNAPSHOT_CAPTURED",
        entityType: "snapshot",
        entityId: snapshot_id,
        tenantId,
        // Not `hash`: that is what secrets are called.
        after: { number, captured_at, data_quality, data_sources_limited, sha256: hash },
      },
    };
  },
});

export const listSnapshots = operation({
  name: "listSnapshots",
  summary: "Snapshots of tenants, newest first",
  http: { method: "GET", path: "/snapshots" },
  policy: READERS.tenants,
  limit: "admin",
  audit: null,
  viewed: { action: "SYSTEM_VIEWED", entityType: "snapshot" },
  input: { query: SnapshotsQuery },
  output: SnapshotPage,
  errors: [],
  example: {
    input: { query: {} },
    output: { items: [itemExample], page: 1, page_size: 50, total_items: 1, total_pages: 1 },
  },
  async run({ db, actor, now }, { query }) {
    const { items, total } = await listOf(db, actor, query);
    return {
      data: toSystemPage(items, query, total),
      meta: { data_source: "backbone_api", data_quality: "standard", last_updated: now.toISOString() },
    };
  },
});

const FILES = {
  csv: { mediaType: "text/csv", make: async (snapshot: Snapshot) => Buffer.from(csvOf(snapshot)) },
  pdf: { mediaType: "application/pdf", make: pdfOf },
} as const satisfies Record<string, { mediaType: MediaType; make: (snapshot: Snapshot) => Promise<Uint8Array> }>;

export const getSnapshot = operation({
  name: "getSnapshot",
  summary: "One snapshot as it was captured, and whether it is still unchanged; as JSON, CSV or PDF",
  http: { method: "GET", path: "/snapshots/{snapshotId}" },
  policy: READERS.tenants,
  limit: "admin",
  stepUp: {
    policy: "sensitiveExport",
    refusedAs: "CONFLICT",
    applies: (_caller, { query }) => query.format !== "json",
  },
  feature: ({ query }) => (query.format === "json" ? null : "features.exports"),
  audit: null,
  viewed: { action: "SYSTEM_VIEWED", entityType: "snapshot" },
  input: { path: SnapshotPath, query: SnapshotQuery },
  output: Snapshot,
  streams: { "text/csv": "section,item,label,value\r\n", "application/pdf": "%PDF-1.7" },
  errors: ["NOT_FOUND"],
  example: { input: { path: { snapshotId: SNAPSHOT } }, output: example },
  async run(ctx, { path, query: { format } }) {
    const snapshot = await snapshotFor(ctx, path.snapshotId);
    if (format === "json") {
      return { data: snapshot, meta: metaOf(snapshot) };
    }
    return { stream: await fileOf(ctx, snapshot, format) };
  },
});

/** The snapshot as a file. It is made whole and put on record before its first byte leaves. */
async function fileOf(ctx: Context, snapshot: Snapshot, format: keyof typeof FILES): Promise<Stream> {
  const { mediaType, make } = FILES[format];
  const bytes = await make(snapshot);
  const { tenant_id: tenantId, code } = snapshot.tenant;
  await recordAudit(
    ctx.db,
    ctx,
    {
      action: "EXPORT_CREATED",
      entityType: "export",
      entityId: uuidv7(),
      tenantId,
      after: {
        subject: "snapshot",
        format,
        filters: { snapshotId: snapshot.snapshot_id },
        state: "complete",
        rows: Object.keys(snapshot.figures).length,
      },
    },
    ctx.now,
  );
  return {
    mediaType,
    filename: `snapshot-${snapshotNumber(code, snapshot.number)}.${format}`,
    async *open() {
      yield bytes;
    },
  };
}
