/** A thing that an audit record speaks of, with what its address may need beside its own id. */
export interface Thing {
  /** An entity type of the audit log. */
  readonly kind: string;
  readonly id: string;
  readonly tenantId?: string | null | undefined;
  readonly userId?: string | null | undefined;
  /** The list that a saved view is of. */
  readonly list?: string | null | undefined;
}

/** Where a thing has its page: the way from its events back to it. Null for what has none. */
export function placeOf({ kind, id, tenantId, userId, list }: Thing): string | null {
  switch (kind) {
    case "tenant":
      return `/console/tenants/${id}`;
    case "user":
      return `/console/users/${id}`;
    case "role":
      return `/console/roles/${id}`;
    case "bulkOperation":
      return `/console/bulk/${id}`;
    case "job":
      return `/console/jobs/runs/${id}`;
    case "configuration":
      return "/console/configuration/history";
    case "override":
      return `/console/tenants/${id}?tab=configuration`;
    case "savedView":
      return list ? `/console/${list}?view=${id}` : null;
    case "rule":
      return `/console/rules/${id}`;
    case "execution":
      return `/console/rules/runs/${id}`;
    case "proposal":
      return `/console/approvals/${id}`;
    case "session":
      return userId ? `/console/users/${userId}?tab=sessions` : null;
    case "webhook":
      return tenantId ? `/console/tenants/${tenantId}/webhooks/${id}` : null;
    default:
      return null;
  }
}
