import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { SYSTEM_ROLE_NAMES, SYSTEM_ROLES } from "#lib/policy/roles";
import { listRoles } from "#lib/roles/operations";
import { listTenants } from "#lib/tenants/operations";
import { mayAssign } from "#lib/users/target";

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** The roles that the reader may know of, system ones first, a hundred at most. */
async function knownRoles(caller: Caller) {
  if (!can(caller.actor, listRoles.policy)) {
    return SYSTEM_ROLE_NAMES.map((name) => ({ name, isSystem: true, ...SYSTEM_ROLES[name] }));
  }
  const { data } = await perform(listRoles, caller, { query: { sort: "name", pageSize: "100" } });
  return data.items.toSorted((a, b) => Number(b.isSystem) - Number(a.isSystem));
}

/** The roles to filter by. */
export const filterRoles = async (caller: Caller): Promise<Choice[]> =>
  (await knownRoles(caller)).map(({ name }) => ({ value: name, label: roleLabel(name) }));

/** The roles that the reader may give (decisions §9 Scoped roles), each with what it is for. */
export const assignableRoles = async (caller: Caller): Promise<Choice[]> =>
  (await knownRoles(caller))
    .filter(({ isGlobal, permissions }) => mayAssign(caller.actor, { isGlobalRole: isGlobal, permissions }))
    .map(({ name, description }) => ({
      value: name,
      label: description === "" ? roleLabel(name) : `${roleLabel(name)} – ${description}`,
    }));

interface KnownTenant {
  readonly tenantId: string;
  readonly code: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Each code that is not known yet costs a look-up. */
const LOOK_UPS_MAX = 50;

/**
 * The ids of tenants that a form names by code or id, separated by commas, spaces or lines. What names none that the reader may
 * know of is passed on as it is, for the operation to refuse with everything else that is wrong.
 */
export async function tenantIdsOf(
  typed: string,
  caller: Caller,
  known: readonly KnownTenant[] = [],
): Promise<string[]> {
  const names = [...new Set(typed.split(/[\s,;]+/).filter((name) => name !== ""))];
  const ids = new Map(known.map(({ code, tenantId }) => [code.toUpperCase(), tenantId]));
  const unknown = names.filter((name) => !UUID.test(name) && !ids.has(name.toUpperCase()));
  for (const name of unknown.slice(0, LOOK_UPS_MAX)) {
    const { data } = await perform(listTenants, caller, { query: { search: name.slice(0, 120), pageSize: "100" } });
    const found = data.items.find(({ code }) => code === name.toUpperCase());
    if (found) {
      ids.set(found.code, found.tenantId);
    }
  }
  return names.map((name) => ids.get(name.toUpperCase()) ?? name);
}

/** What the operation says of single tenants, at the one field that names them all. */
export const tenantErrors = (fields: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, reason]) =>
      name.startsWith("tenantIds.") ? ["tenantIds", "Names a tenant that you cannot see"] : [name, reason],
    ),
  );
