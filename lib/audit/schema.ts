import { z } from "zod";
import { pageOf, pageQuery, sortQuery } from "../core/page.ts";
import { Id, Instant, JsonObject, queryInstant, queryInt, text } from "../core/schema.ts";
import { formatQuery } from "../export/schema.ts";
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, ENTITY_TYPES } from "./actions.ts";

const sort = sortQuery(["occurredOn"], "-occurredOn");
const filters = {
  actorId: Id.optional().describe("Who did it"),
  entityType: z.enum(ENTITY_TYPES).optional().describe("Kind of thing that it was done to"),
  entityId: text(1, 64).optional().describe("The thing that it was done to"),
  tenantId: Id.optional().describe("Tenant that it concerns"),
  action: z.enum(AUDIT_ACTIONS).optional().describe("What was done"),
  outcome: z.enum(AUDIT_OUTCOMES).optional().describe("How it ended"),
  requestId: text(1, 64).optional().describe("Everything that one request did"),
  dateFrom: queryInstant.optional().describe("From this moment on"),
  dateTo: queryInstant.optional().describe("Before this moment"),
};

export const ListAuditLogsQuery = z.strictObject({ ...pageQuery, sort, ...filters });
export type ListAuditLogsQuery = z.output<typeof ListAuditLogsQuery>;

const Filters = z.object(filters);
/** What records are chosen by, in lists and exports alike. */
export type AuditFilters = z.output<typeof Filters>;

export const ExportAuditLogsQuery = z.strictObject({ format: formatQuery, sort, ...filters });
export type ExportAuditLogsQuery = z.output<typeof ExportAuditLogsQuery>;

export const AuditPath = z.strictObject({ auditId: Id });

const Snapshot = JsonObject.nullable();

/** One audit record as decisions §5 writes it. */
export const AuditLog = z.object({
  auditId: Id.describe("The record"),
  sequence: z.int().describe("Grows with every record; gaps are rolled-back transactions"),
  occurredOn: Instant.describe("When"),
  action: z.string().describe("What was done"),
  outcome: z.enum(AUDIT_OUTCOMES).describe("How it ended"),
  actorId: Id.nullable().describe("Who did it; null for nobody signed in and for the system"),
  actorRole: z.string().nullable().describe("The actor's role at that time"),
  entityType: z.string().describe("Kind of thing that it was done to"),
  entityId: z.string().nullable().describe("The thing that it was done to"),
  tenantId: Id.nullable().describe("Tenant that it concerns"),
  reason: z.string().nullable().describe("Why, in the actor's words"),
  requestId: z.string().describe("The request that did it; also in its X-Request-Id and in the log"),
  ipAddress: z.string().nullable().describe("Network that the request came from, /24 or /48"),
  before: Snapshot.describe("The thing before, redacted"),
  after: Snapshot.describe("The thing after, redacted"),
  erased: z
    .array(z.string())
    .optional()
    .describe("Personal values that were erased with their person, such as ipAddress or after.email: null here"),
  sentence: z.string().describe("The record in words, for people; may be worded better one day"),
});
export type AuditLog = z.output<typeof AuditLog>;
export const AuditLogPage = pageOf(AuditLog);

const Change = z.object({
  path: z.string().describe("Where in the thing, dotted; positions in lists in brackets"),
  kind: z.enum(["added", "removed", "changed"]).describe("What became of it"),
  before: z.string().nullable().describe("As JSON writes it, text without quotes; null when it was absent"),
  after: z.string().nullable().describe("The same of the value after"),
});

/** One record by itself: with what changed, field by field. */
export const AuditLogDetail = AuditLog.extend({
  changes: z.array(Change).describe("What differs between before and after; empty when either is missing"),
});
export type AuditLogDetail = z.output<typeof AuditLogDetail>;

const sequence = queryInt(1, 999_999_999).optional();

/** Which part of the log to verify; without either end, its newest records. */
export const VerifyAuditLogsQuery = z
  .strictObject({
    fromSequence: sequence.describe("Verify records from this sequence number on; 1 verifies all"),
    toSequence: sequence.describe("Verify records up to this sequence number"),
  })
  .refine(({ fromSequence = 1, toSequence = fromSequence }) => fromSequence <= toSequence, {
    path: ["toSequence"],
    message: "Must not be less than fromSequence",
  });

/** What a verification of the seals found (decisions §9 Audit). */
export const AuditVerification = z.object({
  valid: z.boolean().describe("Every seal and every record in the range is as it was when it was sealed"),
  fromSequence: z.int().nullable().describe("First sequence number that was verified; null where nothing was"),
  toSequence: z.int().nullable().describe("Last sequence number that was verified; null where nothing was"),
  records: z.int().describe("Records that were verified"),
  unsealed: z.int().describe("Records after the last seal: not yet sealed, and nothing is known of them"),
  erased: z
    .int()
    .describe("Personal values of them that were erased with their person; the rest of the record is proven"),
  firstBadSequence: z.int().optional().describe("Where the log is first not what was sealed"),
  problem: z.string().optional().describe("What is wrong, or why nothing could be verified"),
});
export type AuditVerification = z.output<typeof AuditVerification>;

const Seal = z.object({
  number: z.int().describe("Position in the chain, from 1"),
  fromSequence: z.int().describe("First sequence number that it covers"),
  toSequence: z.int().describe("Last sequence number that it covers"),
  records: z.int().describe("Records that it covers"),
  sealedOn: Instant.describe("When it was made"),
  keyId: z.string().describe("RFC 7638 thumbprint of the key that signed it"),
  hash: z.string().describe("Its own hash (SHA-256, hexadecimal), which the next seal holds"),
});

/** How far the log is sealed. */
export const AuditSealStatus = z.object({
  isOn: z.boolean().describe("Whether this server has a key to seal with"),
  lastSeal: Seal.nullable().describe("The newest seal; null before the first"),
  unsealed: z.int().describe("Records after it: not yet sealed"),
  publishesTo: z.array(z.enum(["directory", "url"])).describe("Where checkpoints are published"),
});
export type AuditSealStatus = z.output<typeof AuditSealStatus>;
