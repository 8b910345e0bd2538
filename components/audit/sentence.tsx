import { diffFields } from "#components/ui/diff-fields";
import type { AuditAction } from "#lib/audit/actions";
import type { AuditLog } from "#lib/audit/schema";
import { ENTITY_LABELS, operationLabel, PHRASES } from "./phrases.tsx";

type Told = Pick<AuditLog, "action" | "outcome" | "entityType" | "entityId" | "before" | "after">;
type Facts = Readonly<Record<string, unknown>>;

/** The end of an id, which tells ids of one minute apart: `…64d0c002`. */
export const shortId = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);

/** What a record says, in one sentence without its subject: "Suspended tenant Acme". Names no person: records do not. */
export function sentence(record: Told): string {
  const [did, attempted] = PHRASES[record.action as AuditAction] ?? [record.action, record.action];
  const facts: Facts = record.after ?? {};
  if (record.action === "ACCESS_DENIED") {
    return denial(facts);
  }
  if (record.action.endsWith("_FAILED") || record.outcome === "success") {
    return (special(record, facts) ?? did).replace("{it}", thing(record)) + because(record);
  }
  const opening = record.outcome === "denied" ? "Was not allowed to" : "Failed to";
  return `${opening} ${attempted.replace("{it}", thing(record))}${because(record)}`;
}

function denial({ operation, why }: Facts): string {
  if (why === "stale-credentials") {
    return "Was refused access with an expired token";
  }
  if (operation === "super-admin") {
    return "Was refused the super-admin API";
  }
  return typeof operation === "string" ? `Was refused “${operationLabel(operation)}”` : "Was refused access";
}

/** Where the record's fields say more than its action. */
function special(record: Told, facts: Facts): string | null {
  switch (record.action) {
    case "USER_CREATED":
      return facts["status"] === "invited" ? "Invited {it}" : null;
    case "AUTH_LOGIN":
      return facts["kind"] === "console" ? "Signed in to the console" : null;
    case "AUTH_LOGIN_FAILED":
      return record.entityId === null ? null : "Failed to sign in as {it}";
    case "USER_UPDATED":
    case "TENANT_UPDATED":
      return update(record, facts);
    default:
      return null;
  }
}

/** Updates say what about the thing has changed, unless that is much: then the diff does. */
function update({ before, after }: Told, facts: Facts): string | null {
  if ("passwordChangedOn" in facts) {
    return "Changed the password of {it}";
  }
  if (before?.["status"] === "invited" && facts["status"] === "active") {
    return "Accepted the invitation of {it}";
  }
  const fields = before && after ? changedFields(before, after) : [];
  return fields.length === 0 || fields.length > 3 ? null : `Changed ${list(fields)} of {it}`;
}

function changedFields(before: Facts, after: Facts): string[] {
  const tops = diffFields(before, after).changes.map(({ path }) => path.split(/[.[]/)[0] ?? path);
  return [...new Set(tops)]
    .filter((field) => field !== "updatedOn")
    .map((field) => field.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase());
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** The thing by the best name that the record holds: a tenant's own, a masked address, else the end of its id. */
function thing({ entityType, entityId, before, after }: Told): string {
  const noun = ENTITY_LABELS[entityType]?.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()) ?? entityType;
  // A failure's snapshot speaks of the failure, not of the thing.
  const facts: Facts = after && "operation" in after ? {} : { ...before, ...after };
  const name = [facts["name"], facts["code"], facts["email"]].find((value) => typeof value === "string");
  if (entityType === "configuration" || (entityId === null && name === undefined)) {
    return entityType === "configuration" ? "the configuration" : `a ${noun}`;
  }
  return `${noun} ${name ?? shortId(entityId ?? "")}`;
}

const REASONS: Readonly<Record<string, string>> = {
  INTERNAL: "internal error",
  DOWNSTREAM: "a downstream system failed",
};

/** Why it went wrong, as far as the record says. */
function because({ outcome, after }: Told): string {
  if (outcome === "success" || after === null) {
    return "";
  }
  const { why, code } = after;
  if (typeof why === "string") {
    return `: ${REASONS[why] ?? (why[0] ?? "").toLowerCase() + why.slice(1).replaceAll("-", " ")}`;
  }
  return typeof code === "string" ? `: ${REASONS[code] ?? code.toLowerCase().replaceAll("_", " ")}` : "";
}
