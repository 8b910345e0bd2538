import { z } from "zod";
import type { EntityType } from "../audit/actions.ts";
import { recordAudit } from "../audit/record.ts";
import { redact } from "../audit/redact.ts";
import type { Db } from "../db/client.ts";
import { rehearsal } from "../db/transaction.ts";
import type { Gate } from "./gate.ts";
import type { AnyReply, Caller } from "./operation.ts";

/** The answer of a dry run, the same for every write. */
export const DryRun = z.object({
  dryRun: z.literal(true).describe("Nothing was changed"),
  before: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe("The resource as it is; null when it does not exist yet"),
  after: z.record(z.string(), z.unknown()).nullable().describe("The resource as it would be"),
  cascade: z.record(z.string(), z.int()).describe("Further effects: what → how many"),
  audit: z
    .array(
      z.object({
        action: z.string().describe("What would be recorded"),
        entityType: z.string().describe("What it is about"),
        entityId: z.string().nullable().describe("Id of what it is about; null before it exists"),
      }),
    )
    .describe("The audit rows that would be written"),
  preview: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("What more there is to see, where before and after do not say it"),
  approval: z
    .object({
      ground: z.string().describe("Why"),
      expiresAfterHours: z.int().describe("For how long the proposal would wait"),
    })
    .optional()
    .describe("There where the call would not do it but propose it to a second person"),
});
export type DryRun = z.output<typeof DryRun>;

/** What a write did, as somebody else may see and keep it. */
export interface Effect extends Pick<DryRun, "before" | "after" | "cascade"> {
  readonly entityType: EntityType;
  readonly entityId: string | null;
  readonly tenantId: string | null;
  readonly reason: string | undefined;
  /** The version that it made; null where it says none. */
  readonly version: number | null;
}

/** Describes what a write did in the transaction that is still open. Throws what it was refused with. */
export async function effectOf({ audit, cascade = {}, version, refused }: AnyReply): Promise<Effect> {
  if (refused || !audit) {
    throw refused ?? new Error("a write without an audit row");
  }
  const { entityType, entityId, tenantId = null, reason } = audit;
  return {
    ...{ entityType, entityId, tenantId, reason, version: version ?? null },
    before: redact(entityType, audit.before) as DryRun["before"],
    after: redact(entityType, audit.after) as DryRun["after"],
    cascade: { ...(typeof cascade === "function" ? await cascade() : cascade) },
  };
}

/** Runs the write in a transaction that is rolled back and reports what it did there. Throws what the write would throw. */
export const rehearse = (
  run: (tx: Db) => Promise<AnyReply>,
  caller: Caller,
  now: Date,
  gate: Gate = () => null,
): Promise<DryRun> =>
  rehearsal(async (tx) => {
    const reply = await run(tx);
    const { before, after, cascade } = await effectOf(reply);
    const { audit, also = [], preview } = reply;
    const drafts = audit ? [audit, ...also] : [];
    for (const draft of drafts) {
      await recordAudit(tx, caller, draft, now);
    }
    const needed = gate(reply);
    return {
      dryRun: true as const,
      ...{ before, after, cascade },
      audit: drafts.map(({ action, entityType, entityId }) => ({ action, entityType, entityId })),
      ...(preview && { preview: { ...preview } }),
      ...(needed && { approval: { ground: needed.ground, expiresAfterHours: needed.expiryHours } }),
    };
  });
