import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { isSystemRole } from "#lib/policy/roles";
import { listRoles } from "#lib/roles/operations";
import { getTenant } from "#lib/tenants/operations";

/**
 * Of a view's filters those that name a role or a tenant that is no longer there for this reader: deleted, or out of reach. What the
 * reader may not look up counts as being there.
 */
export async function goneFilters(caller: Caller, query: Readonly<Record<string, string>>): Promise<string[]> {
  const { role, tenantId } = query;
  const [hasRole, hasTenant] = await Promise.all([
    role === undefined || isSystemRole(role) || roleIsThere(caller, role),
    tenantId === undefined || tenantIsThere(caller, tenantId),
  ]);
  return [...(hasRole ? [] : ["role"]), ...(hasTenant ? [] : ["tenantId"])];
}

async function roleIsThere(caller: Caller, name: string): Promise<boolean> {
  if (!can(caller.actor, listRoles.policy)) {
    return true;
  }
  const { data } = await perform(listRoles, caller, { query: { search: name, pageSize: "100" } });
  return data.items.some((role) => role.name === name);
}

async function tenantIsThere(caller: Caller, tenantId: string): Promise<boolean> {
  if (!can(caller.actor, getTenant.policy)) {
    return true;
  }
  try {
    return (await perform(getTenant, caller, { path: { tenantId } })).data.status !== "deleted";
  } catch (thrown) {
    if (thrown instanceof AppError) {
      return thrown.code !== "NOT_FOUND";
    }
    throw thrown;
  }
}
