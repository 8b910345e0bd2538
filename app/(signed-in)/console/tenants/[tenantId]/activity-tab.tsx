import { Activity } from "#app/_support/activity.tsx";
import type { Caller } from "#lib/operation/operation";
import type { Tenant } from "#lib/tenants/schema";

export interface TabProps {
  readonly tenant: Tenant;
  readonly caller: Caller;
  /** The address of this page with its tab. */
  readonly at: string;
  readonly paging: Readonly<Record<string, string>>;
  /** The dialog that the address names, and the key of the configuration that it is about. */
  readonly dialog?: string | undefined;
  readonly itemKey?: string | undefined;
  /** The key whose changes are listed. */
  readonly changed?: string | undefined;
}

/** Everything that the audit log holds about the tenant. */
export const ActivityTab = ({ tenant: { tenantId }, caller, at, paging }: TabProps) => (
  <Activity
    caller={caller}
    at={at}
    paging={paging}
    filters={{ tenantId }}
    hiddenColumns={["tenantId"]}
    emptyTitle="Nothing has happened to this tenant yet"
  />
);
