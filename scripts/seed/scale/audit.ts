import type { AuditAction, AuditOutcome, EntityType } from "../../../lib/audit/actions.ts";
import { DAY_MS } from "../calendar.ts";
import type { Value } from "../copy-rows.ts";
import { network } from "../networks.ts";
import { at, choices, type Random } from "../random.ts";
import { uuidV7 } from "../uuid-v7.ts";
import { lowerBound, momentOf, type ScaleTenants } from "./tenants.ts";
import type { ScaleUsers } from "./users.ts";

/** How far back the audit rows go; the migrations prepare twelve months of partitions. */
export const AUDIT_SPAN_MS = 364 * DAY_MS;

/** Who acts (the user concerned, the platform's staff, nobody) on what. */
interface Kind {
  readonly action: AuditAction;
  readonly by: "self" | "staff" | "nobody";
  readonly about: EntityType;
  readonly outcome: AuditOutcome;
  readonly reason: string | null;
}

const kind = (
  action: AuditAction,
  by: Kind["by"],
  about: EntityType,
  outcome: AuditOutcome = "success",
  reason: string | null = null,
): Kind => ({
  action,
  by,
  about,
  outcome,
  reason,
});

/** Kinds with their shares in percent; two percent did not succeed. */
const KINDS = choices<Kind>([
  [kind("AUTH_LOGIN", "self", "session"), 34.4],
  [kind("AUTH_REFRESH", "self", "session"), 22],
  [kind("AUTH_LOGOUT", "self", "session"), 10],
  [kind("AUTH_LOGIN_FAILED", "nobody", "user", "failure"), 1.5],
  [kind("AUTH_LOGIN_FAILED", "nobody", "user", "denied"), 0.1],
  [kind("ACCESS_DENIED", "self", "user", "denied"), 0.3],
  [kind("TENANT_CREATE_FAILED", "staff", "tenant", "failure"), 0.1],
  [kind("SYSTEM_VIEWED", "staff", "tenant"), 9],
  [kind("USER_CREATED", "staff", "user"), 8],
  [kind("USER_UPDATED", "staff", "user"), 6],
  [kind("USER_FORCE_LOGOUT", "staff", "user", "success", "Session from an unknown network"), 1.2],
  [kind("USER_LOCKED", "staff", "user", "success", "Multiple fraud attempts"), 0.9],
  [kind("USER_UNLOCKED", "staff", "user", "success", "Identity confirmed"), 0.7],
  [kind("TENANT_UPDATED", "staff", "tenant"), 1.6],
  [kind("TENANT_CREATED", "staff", "tenant"), 0.3],
  [kind("TENANT_SUSPENDED", "staff", "tenant", "success", "Payment overdue"), 0.2],
  [kind("TENANT_ACTIVATED", "staff", "tenant", "success", "Invoice settled"), 0.2],
  [kind("OVERRIDES_UPDATED", "staff", "override"), 0.8],
  [kind("RULE_ACTION_APPLIED", "nobody", "user"), 1.4],
  [kind("WEBHOOK_UPDATED", "staff", "webhook"), 0.9],
  [kind("CONFIG_UPDATED", "staff", "configuration"), 0.1],
  [kind("EXPORT_CREATED", "staff", "export"), 0.3],
]);

export const AUDIT_COLUMNS = [
  "audit_id",
  "occurred_on",
  "action",
  "outcome",
  "actor_id",
  "actor_role",
  "entity_type",
  "entity_id",
  "tenant_id",
  "reason",
  "request_id",
  "ip_address",
  "before",
  "after",
];

/** `count` audit rows over the last twelve months, oldest first, so that `sequence` follows time. */
export function* auditRows(
  count: number,
  users: ScaleUsers,
  tenants: ScaleTenants,
  nowMs: number,
  random: Random,
): Generator<readonly Value[]> {
  let known = lowerBound(users.createdMs, nowMs - AUDIT_SPAN_MS, users.ids.length);
  for (let n = 0; n < count; n++) {
    const ms = momentOf(n, count, nowMs - AUDIT_SPAN_MS, nowMs, 0.85, random);
    while (known < users.ids.length && at(users.createdMs, known) < ms) {
      known += 1;
    }
    yield auditRow(ms, Math.max(known, 1), users, tenants, random);
  }
}

/** A row of the moment about one of the first `known` users. */
function auditRow(
  ms: number,
  known: number,
  users: ScaleUsers,
  tenants: ScaleTenants,
  random: Random,
): readonly Value[] {
  // Squared: a few people and tenants make much of the traffic.
  const user = Math.floor(known * random.unit() ** 2);
  const home = at(users.home, user);
  const found = random.weighted(KINDS);
  const { action, outcome, by, about, reason } = found;
  const actor = by === "self" ? user : Math.floor(users.staff * random.unit() ** 2);
  const who = by === "nobody" ? [null, null] : [at(users.ids, actor), at(users.roles, actor)];
  const subject = { user: at(users.ids, user), tenant: at(tenants.ids, home), ms };
  const tenant = action.startsWith("AUTH_") || action === "ACCESS_DENIED" ? null : subject.tenant;
  const { before, after } = changeOf(found, subject, at(tenants.codes, home));
  const entity = entityOf(found, subject, random);
  return [
    uuidV7(ms, random),
    new Date(ms),
    action,
    outcome,
    ...who,
    about,
    entity,
    tenant,
    reason,
    uuidV7(ms, random),
    network(random),
    before,
    after,
  ];
}

interface Subject {
  readonly user: string;
  readonly tenant: string;
  readonly ms: number;
}

function entityOf({ about }: Kind, { user, tenant, ms }: Subject, random: Random): string {
  switch (about) {
    case "user":
      return user;
    case "tenant":
    case "override":
      return tenant;
    case "configuration":
      return "global";
    default:
      return uuidV7(ms, random);
  }
}

/** The JSON of a row's two sides, of the sizes that the application writes. */
function changeOf(
  { action, about, outcome }: Kind,
  { user, tenant, ms }: Subject,
  code: string,
): { before: string | null; after: string | null } {
  if (action.startsWith("AUTH_")) {
    return {
      before: null,
      after: outcome === "success" ? `{"userId":"${user}","kind":"console"}` : '{"why":"wrong-password"}',
    };
  }
  const on = new Date(ms).toISOString();
  const side = (state: string): string =>
    about === "tenant"
      ? `{"tenantId":"${tenant}","code":"${code}","name":"${code}","timezone":"Europe/Berlin","currency":"EUR","isActive":true,"status":"${state}","segment":"smb","plan":"starter","updatedOn":"${on}"}`
      : `{"userId":"${user}","email":"a***@${code.toLowerCase()}.example","role":"ROLE_READ_ONLY","status":"${state}","tenants":[{"tenantId":"${tenant}","code":"${code}"}],"mfaEnabled":false}`;
  const isChange =
    action.endsWith("_UPDATED") ||
    action.endsWith("LOCKED") ||
    action.endsWith("_SUSPENDED") ||
    action.endsWith("_ACTIVATED");
  return {
    before: isChange ? side("active") : null,
    after: action === "SYSTEM_VIEWED" ? null : side(isChange ? "changed" : "active"),
  };
}
