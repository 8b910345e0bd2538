import { z } from "zod";
import { sortQuery, systemPageOf, systemPageQuery } from "../core/page.ts";
import { oneLine } from "../core/prose.ts";
import { Id, Instant } from "../core/schema.ts";
import { Incidents } from "../executive/incidents-schema.ts";
import { TenantSummary } from "../executive/tenant-summary-schema.ts";
import { Trends } from "../executive/trends-schema.ts";

/** The forms of a snapshot (decisions §7). */
export const SNAPSHOT_FORMATS = ["json", "csv", "pdf"] as const;

export const SnapshotPath = z.strictObject({ snapshotId: Id.describe("The snapshot") });
export const SnapshotQuery = z.strictObject({
  format: z
    .enum(SNAPSHOT_FORMATS)
    .default("json")
    .describe("json: as below; csv: a row a figure; pdf: for paper; the last two are files"),
});
export const SnapshotsQuery = z.strictObject({
  ...systemPageQuery,
  sort: sortQuery(["captured_at"], "-captured_at"),
  tenant_id: Id.optional().describe("Only those of this tenant"),
});
export type SnapshotsQuery = z.output<typeof SnapshotsQuery>;
export const CaptureInput = z.strictObject({
  note: oneLine(3, 200).nullable().default(null).describe("What it is for; part of what the hash is over"),
});

const Quality = z.enum(["standard", "partial", "stale"]).describe("partial: a source was missing; stale: one was old");

const head = {
  snapshot_id: Id.describe("The snapshot"),
  number: z.int().describe("Counts the tenant's snapshots from 1"),
  tenant: z
    .object({
      tenant_id: Id.describe("The tenant"),
      code: z.string().describe("Its code"),
      name: z.string().describe("Its name now"),
    })
    .describe("The one tenant that it is of"),
  captured_at: Instant.describe("When it was taken"),
  captured_by: z
    .object({
      user_id: Id.nullable().describe("The user; null for somebody whom the reader may not know of"),
      name: z.string().nullable().describe("Display name now; null as above"),
      role: z.string().describe("The role that they had"),
    })
    .describe("Who took it"),
  note: z.string().nullable().describe("What it is for"),
  data_quality: Quality,
  sha256: z.string().describe("SHA-256 of the document, in hexadecimal"),
};

/** How fresh one part of the summary was when it was captured. */
export const Section = z.object({
  section: z.string().describe("Part of the summary"),
  state: z.enum(["fresh", "stale", "missing"]).describe("That of its worst source then"),
  as_of: Instant.nullable().describe("Age of its oldest contributor; null: unknown"),
  sources: z.array(z.string()).describe("Where its figures come from"),
  figures: z.int().describe("How many figures it has"),
  unknown: z.int().describe("Of these, unknown then"),
});

/** Exactly what the hash is over, as canonical JSON: keys sorted, no blanks. */
export const SnapshotDocument = z.object({
  schema: z.literal(1),
  snapshot_id: Id,
  number: z.int(),
  tenant_id: Id,
  captured_at: Instant,
  captured_by_id: Id,
  captured_by_role: z.string(),
  note: z.string().nullable(),
  window: z.object({ name: z.string(), start: Instant.nullable(), end: Instant.nullable() }),
  data_quality: Quality,
  data_sources_limited: z.array(z.string()),
  sections: z.array(Section),
  summary: TenantSummary,
  figures: z.record(z.string(), z.record(z.string(), z.unknown())),
  trends: Trends,
  incidents: Incidents.shape.items,
});
export type SnapshotDocument = z.output<typeof SnapshotDocument>;

export const SnapshotItem = z.object(head);

export const Snapshot = z.object({
  ...head,
  window: z
    .object({
      name: z.string().describe("Names the window"),
      start: Instant.nullable().describe("Its first moment"),
      end: Instant.nullable().describe("Its last moment"),
    })
    .describe("What the summary covers"),
  data_sources_limited: z.array(z.string()).describe("Sources that were missing or late then"),
  sections: z.array(Section).describe("How fresh each part of the summary was"),
  summary: TenantSummary.describe("The tenant's summary as it was shown"),
  figures: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .describe("Every figure of the summary with range, unit, source, age and method, by its path"),
  trends: Trends.describe("Series of the window as they were shown"),
  incidents: Incidents.shape.items.describe("Incidents of the window, newest first, at most 20"),
  verification: z
    .object({
      matches: z.boolean().describe("Whether hash, fields and document belong together now"),
      recomputed_sha256: z.string().describe("The hash of what is stored now"),
      audit: z
        .enum(["matches", "differs", "not_found"])
        .describe("What the record of the capture in the audit log says of the hash; not_found: its retention is over"),
    })
    .describe("Whether anything has been changed since"),
  document: z
    .string()
    .nullable()
    .describe("The canonical JSON that the hash is over; null where the reader's role does not see all of it"),
});
export type Snapshot = z.output<typeof Snapshot>;
export const SnapshotPage = systemPageOf(SnapshotItem);
