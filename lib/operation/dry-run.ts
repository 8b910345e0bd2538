import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import { redact } from "../audit/redact.ts";
import type { Db } from "../db/client.ts";
import { rehearsal } from "../db/transaction.ts";
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
});
export type DryRun = z.output<typeof DryRun>;

/** Runs the write in a transaction that is rolled back and reports what it did there. Throws what the write would throw. */
export const rehearse = (run: (tx: Db) => Promise<AnyReply>, caller: Caller, now: Date): Promise<DryRun> =>
  rehearsal(async (tx) => {
    const reply = await run(tx);
    const { audit, cascade = {}, preview, refused } = reply;
    if (refused || !audit) {
      throw refused ?? new Error("a write without an audit row");
    }
    await recordAudit(tx, caller, audit, now);
    return {
      dryRun: true as const,
      before: redact(audit.entityType, audit.before) as DryRun["before"],
      after: redact(audit.entityType, audit.after) as DryRun["after"],
      cascade: { ...(typeof cascade === "function" ? await cascade() : cascade) },
      audit: [{ action: audit.action, entityType: audit.entityType, entityId: audit.entityId }],
      ...(preview && { preview: { ...preview } }),
    };
  });
