import type { SearchResult } from "#components/shell/entity-search";
import { hrefWith } from "#components/ui/href";
import { getAuditLog, listAuditLogs } from "#lib/audit/operations";
import { deedOf } from "#lib/audit/sentence";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { getRule, listRules } from "#lib/rules/operations";
import { getTenant, listTenants } from "#lib/tenants/operations";
import { getUser, listUsers } from "#lib/users/operations";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MAX_LENGTH = 120;

/** What the reader may see and the text leads to: a pasted id to the one thing, anything else to tenants, users and rules by part. */
export async function find(caller: Caller, text: string): Promise<SearchResult[]> {
  const search = text.trim().slice(0, MAX_LENGTH);
  if (search === "") {
    return [];
  }
  const found = await Promise.all(UUID.test(search) ? byId(caller, search.toLowerCase()) : byText(caller, search));
  return found.flat();
}

type Tenant = { readonly tenantId: string; readonly name: string; readonly code: string };
type Rule = { readonly ruleId: string; readonly name: string; readonly scope: string };
type User = { readonly userId: string; readonly name: string; readonly email: string };

const tenantResult = ({ tenantId, name, code }: Tenant): SearchResult => ({
  id: tenantId,
  kind: "Tenants",
  label: name,
  hint: code,
  href: `/console/tenants/${tenantId}`,
});

const userResult = ({ userId, name, email }: User): SearchResult => ({
  id: userId,
  kind: "Users",
  label: name,
  hint: email,
  href: `/console/users/${userId}`,
});

const ruleResult = ({ ruleId, name, scope }: Rule): SearchResult => ({
  id: ruleId,
  kind: "Rules",
  label: name,
  hint: scope === "global" ? "For everybody" : "Of one tenant",
  href: `/console/rules/${ruleId}`,
});

function byText(caller: Caller, search: string): Promise<SearchResult[]>[] {
  const { actor } = caller;
  return [
    can(actor, listTenants.policy)
      ? perform(listTenants, caller, { query: { search, pageSize: "5" } }).then(({ data }) =>
          data.items.map(tenantResult),
        )
      : Promise.resolve([]),
    can(actor, listUsers.policy)
      ? perform(listUsers, caller, { query: { email: search, pageSize: "5" } }).then(({ data }) =>
          data.items.map(userResult),
        )
      : Promise.resolve([]),
    can(actor, listRules.policy)
      ? perform(listRules, caller, { query: { search, sort: "name", pageSize: "5" } }).then(({ data }) =>
          data.items.map(ruleResult),
        )
      : Promise.resolve([]),
  ];
}

function byId(caller: Caller, id: string): Promise<SearchResult[]>[] {
  const { actor } = caller;
  return [
    can(actor, getTenant.policy)
      ? orNothing(perform(getTenant, caller, { path: { tenantId: id } }).then(({ data }) => tenantResult(data)))
      : Promise.resolve([]),
    can(actor, getUser.policy)
      ? orNothing(perform(getUser, caller, { path: { userId: id } }).then(({ data }) => userResult(data)))
      : Promise.resolve([]),
    can(actor, getRule.policy)
      ? orNothing(perform(getRule, caller, { path: { ruleId: id } }).then(({ data }) => ruleResult(data)))
      : Promise.resolve([]),
    can(actor, getAuditLog.policy) ? orNothing(auditRecord(caller, id)) : Promise.resolve([]),
    can(actor, listAuditLogs.policy) ? auditedRequest(caller, id) : Promise.resolve([]),
  ];
}

async function auditRecord(caller: Caller, auditId: string): Promise<SearchResult> {
  const { data } = await perform(getAuditLog, caller, { path: { auditId } });
  return {
    id: auditId,
    kind: "Audit log",
    label: deedOf(data),
    hint: data.actorRole === null ? "Nobody signed in" : roleLabel(data.actorRole),
    href: `/console/audit/${auditId}`,
  };
}

async function auditedRequest(caller: Caller, requestId: string): Promise<SearchResult[]> {
  const { data } = await perform(listAuditLogs, caller, { query: { requestId, pageSize: "1" } });
  const hint = `${data.totalItems} ${data.totalItems === 1 ? "record" : "records"}`;
  const href = hrefWith("/console/audit", { requestId });
  return data.totalItems === 0
    ? []
    : [{ id: `request:${requestId}`, kind: "Audit log", label: "Everything this request did", hint, href }];
}

/** That there is no such thing, or none in reach, is an answer. */
async function orNothing(result: Promise<SearchResult>): Promise<SearchResult[]> {
  try {
    return [await result];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "NOT_FOUND") {
      return [];
    }
    throw thrown;
  }
}
