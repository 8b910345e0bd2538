import { roleLabel } from "../policy/role-label.ts";
import type { AuditAction } from "./actions.ts";
import { changeInWords } from "./change-words.ts";
import type { AuditLog } from "./schema.ts";
import { ENTITY_LABELS, operationLabel, PHRASES, shortId } from "./wording.ts";

type AuditRecord = Pick<AuditLog, "action" | "outcome" | "entityType" | "entityId" | "before" | "after">;
/** What a sentence is made of. */
export type Told = AuditRecord & Pick<AuditLog, "actorRole">;
type Facts = Readonly<Record<string, unknown>>;

/** A piece of a sentence; `about` says which thing it stands for. */
export interface Part {
  readonly text: string;
  readonly about?: { readonly kind: string; readonly id: string };
}

/** What a record says, with its subject: "Super admin suspended tenant Acme". Names no person: records do not. */
export function sentenceOf(record: Told): string {
  const deed = deedOf(record);
  const subject = record.actorRole === null ? "Somebody who was not signed in" : roleLabel(record.actorRole);
  return `${subject} ${(deed[0] ?? "").toLowerCase()}${deed.slice(1)}`;
}

/** The same without its subject, for lists that show the actor in a column: "Suspended tenant Acme". */
export const deedOf = (record: AuditRecord): string =>
  template(record).replace(PLACE, (place) => partAt(place, record).text);

/** The same in pieces, so that things can be links. */
export const deedParts = (record: AuditRecord): Part[] =>
  template(record)
    .split(PLACE)
    .filter((piece) => piece !== "")
    .map((piece) => partAt(piece, record));

/** A place to fill in. */
const PLACE = /(\{\w+\})/g;

function partAt(piece: string, record: AuditRecord): Part {
  switch (piece) {
    case "{it}":
      return thing(record);
    case "{user}":
      return reference("user", record.after?.["userId"]);
    default:
      return { text: piece };
  }
}

function template(record: AuditRecord): string {
  const { action, outcome } = record;
  const phrase = PHRASES[action as AuditAction] ?? [`Did ${action} to {it}`, `do ${action} to {it}`];
  const told = SPECIAL[action as AuditAction]?.(record, record.after ?? {}) ?? null;
  if (action.endsWith("_FAILED") || outcome === "success" || ENDS.has(action)) {
    return (told ?? phrase[0]) + because(record);
  }
  return `${outcome === "denied" ? "Was not allowed to" : "Failed to"} ${phrase[1]}${because(record)}`;
}

/** Actions whose own words tell how it ended, well or not. */
const ENDS: ReadonlySet<string> = new Set<AuditAction>([
  "ACCESS_DENIED",
  "EXPORT_CREATED",
  "AUTH_REFRESH_REUSED",
  "DEAD_LETTER_CREATED",
]);

type Teller = (record: AuditRecord, facts: Facts) => string | null;
const changed: Teller = ({ before, after }) => changeInWords(before, after);

/** Where the record's fields say more than its action; null where the action says it all. */
const SPECIAL: Readonly<Partial<Record<AuditAction, Teller>>> = {
  AUTH_LOGIN: (_record, facts) => signIn(facts),
  AUTH_LOGIN_FAILED: ({ entityId }) => (entityId === null ? null : "Failed to sign in as {it}"),
  AUTH_REVOKED: (_record, { userId }) => (typeof userId === "string" ? "Ended {it} of {user}" : null),
  ACCESS_DENIED: (_record, facts) => denial(facts),
  TENANT_UPDATED: changed,
  USER_CREATED: (_record, { status }) => (status === "invited" ? "Invited {it}" : null),
  USER_UPDATED: (record, facts) => userUpdate(record, facts) ?? changed(record, facts),
  USER_FORCE_LOGOUT: (_record, { revokedSessions: n }) =>
    typeof n === "number" ? `Signed {it} out everywhere, ending ${count(n, "session")}` : null,
  ROLE_UPDATED: changed,
  CONFIG_UPDATED: changed,
  CONFIG_ROLLED_BACK: (_record, { restores: to }) =>
    typeof to === "number" ? `Rolled back {it} to version ${to}` : null,
  OVERRIDES_UPDATED: changed,
  RULE_UPDATED: changed,
  DEAD_LETTER_CREATED: (_record, { attempts: n }) =>
    typeof n === "number" ? `Gave up {it} after ${count(n, "attempt")}` : null,
  WEBHOOK_UPDATED: (record, facts) =>
    "rotatedOn" in facts ? "Replaced the signing secret of {it}" : changed(record, facts),
  WEBHOOK_TESTED: (_record, { redeliveryOf }) => (redeliveryOf ? "Sent an event to {it} again" : null),
  WEBHOOK_DISABLED: (_record, { disabledReason, failuresInRow: n }) =>
    disabledReason === "gone"
      ? "Disabled {it}, since its address answers that it is gone"
      : typeof n === "number"
        ? `Disabled {it} after ${count(n, "failure")} in a row`
        : null,
  SYSTEM_VIEWED: ({ entityId }) => figures(entityId),
  EXPORT_CREATED: ({ outcome }, facts) => exported(outcome, facts),
  PLANNING_RECORD_UPDATED: changed,
  SAVED_VIEW_UPDATED: (record, facts) =>
    "defaultView" in facts
      ? `Chose the view that the list of ${plain(String(facts["list"]))} opens with`
      : changed(record, facts),
};

function signIn({ kind, secondFactor }: Facts): string | null {
  const how = kind === "console" ? "Signed in to the console" : kind === "api" ? "Signed in through the API" : null;
  return how !== null && secondFactor === "recovery-code" ? `${how} with a recovery code` : how;
}

function denial({ operation, family, why, explanation }: Facts): string {
  if (why === "stale-credentials") {
    return "Was refused access with a token that was no longer valid";
  }
  const what = typeof operation === "string" ? `“${operationLabel(plain(operation))}”` : "access";
  const where = typeof family === "string" && family !== operation ? ` of the ${family} API` : "";
  return `Was refused ${what}${where}${typeof explanation === "string" ? `: ${lower(plain(explanation))}` : ""}`;
}

function userUpdate({ before, after }: AuditRecord, facts: Facts): string | null {
  if ("passwordChangedOn" in facts) {
    return "Changed the password of {it}";
  }
  if ("invitedAgainOn" in facts) {
    return "Invited {it} again";
  }
  if ("passwordResetOn" in facts) {
    return "Let {it} choose a new password";
  }
  if ("mfaSetupStartedOn" in facts) {
    return "Began to set up a second factor for {it}";
  }
  if ("recoveryCodesRenewedOn" in facts) {
    return "Renewed the recovery codes of {it}";
  }
  if (typeof before?.["mfaEnabled"] === "boolean" && typeof facts["mfaEnabled"] === "boolean") {
    return `${facts["mfaEnabled"] ? "Set up a" : "Removed the"} second factor of {it}`;
  }
  return before?.["status"] === "invited" && after?.["status"] === "active" ? "Accepted the invitation of {it}" : null;
}

/** A read is about a tenant, or names the operation that read. */
function figures(entityId: string | null): string | null {
  if (entityId === null) {
    return null;
  }
  return /^[0-9a-f-]{36}$/.test(entityId)
    ? "Read the executive figures of {it}"
    : `Read the executive ${operationLabel(entityId).replace(/^(get|list) /, "")}`;
}

const BROKEN_OFF: Readonly<Record<string, string>> = {
  left: "the reader left",
  revoked: "the reader lost access",
  broken: "something failed on our side",
};

function exported(outcome: AuditRecord["outcome"], { subject, format, state, rows, filters }: Facts): string {
  const what = typeof subject === "string" ? `the ${plain(subject).replaceAll("-", " ")}` : "{it}";
  const form = typeof format === "string" ? ` as ${format.toUpperCase()}` : "";
  const chosen = Object.keys(filters ?? {}).filter((name) => name !== "sort").length;
  const by = chosen === 0 ? "" : `, narrowed by ${count(chosen, "filter")}`;
  if (state === "started") {
    return `Began to export ${what}${form}${by}`;
  }
  if (outcome === "success") {
    return `Exported ${typeof rows === "number" ? `${count(rows, "row")} of ` : ""}${what}${form}`;
  }
  return typeof rows === "number"
    ? `Broke off an export of ${what}${form} after ${count(rows, "row")}: ${BROKEN_OFF[String(state)] ?? "it failed"}`
    : `Failed to export ${what}${form}`;
}

const count = (n: number, noun: string): string => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
/** Braces would be taken for a place to fill in. */
const plain = (text: string): string => text.replace(/[{}]/g, "");
const lower = (text: string): string => (text[0] ?? "").toLowerCase() + text.slice(1);

const NOUNS: ReadonlyMap<string, string> = new Map(
  Object.entries(ENTITY_LABELS).map(([entityType, label]) => [
    entityType,
    label.replace(/^[A-Z](?![A-Z])/, (letter) => letter.toLowerCase()),
  ]),
);
const nounOf = (entityType: string): string => NOUNS.get(entityType) ?? entityType;

const reference = (kind: string, id: unknown): Part =>
  typeof id === "string"
    ? { text: `${nounOf(kind)} ${shortId(id)}`, about: { kind, id } }
    : { text: `a ${nounOf(kind)}` };

const NAME_FIELDS = ["name", "code", "email", "url", "title", "subject"];

function nameIn(before: Facts, after: Facts): string | undefined {
  // A failure's snapshot speaks of the failure, not of the thing.
  if ("operation" in after) {
    return undefined;
  }
  for (const field of NAME_FIELDS) {
    const value = Object.hasOwn(after, field) ? after[field] : before[field];
    if (typeof value === "string") {
      return value;
    }
  }
  return undefined;
}

/** The thing by the best name that the record holds: a tenant's own, a masked address, a webhook's origin, else the end of its id. */
function thing({ action, entityType, entityId, before, after }: AuditRecord): Part {
  if (entityType === "configuration") {
    return { text: "the configuration", about: { kind: entityType, id: entityId ?? "" } };
  }
  if (entityType === "override" && entityId !== null) {
    return { text: `the overrides of tenant ${shortId(entityId)}`, about: { kind: entityType, id: entityId } };
  }
  // A summary is of a tenant, whatever else is read of itself.
  const kind = action === "SYSTEM_VIEWED" && entityType === "snapshot" ? "tenant" : entityType;
  const known = nameIn(before ?? {}, after ?? {});
  if (entityId === null) {
    return { text: known === undefined ? `${article(nounOf(kind))} ${nounOf(kind)}` : `${nounOf(kind)} ${known}` };
  }
  return { text: `${nounOf(kind)} ${known ?? shortId(entityId)}`, about: { kind, id: entityId } };
}

const article = (noun: string): string => (/^[aeioA]/.test(noun) ? "an" : "a");

const REASONS: Readonly<Record<string, string>> = {
  INTERNAL: "internal error",
  DOWNSTREAM: "a downstream system failed",
};

/** Why it went wrong, as far as the record says. */
function because({ action, outcome, after }: AuditRecord): string {
  if (outcome === "success" || after === null || ENDS.has(action)) {
    return "";
  }
  const { why, code } = after;
  if (typeof why === "string") {
    return `: ${REASONS[why] ?? lower(plain(why)).replaceAll("-", " ")}`;
  }
  // Beside an operation, `code` is that of its failure; alone it is a tenant's.
  return typeof code === "string" && "operation" in after
    ? `: ${REASONS[code] ?? code.toLowerCase().replaceAll("_", " ")}`
    : "";
}
