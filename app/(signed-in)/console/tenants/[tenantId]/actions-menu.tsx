import { Pencil } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { Menu, MenuSeparator } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { deleteTenant, setTenantStatus, updateTenant } from "#lib/tenants/operations";
import type { Tenant } from "#lib/tenants/schema";

/** What this reader may do with the tenant; nothing at all with a deleted one. */
export function TenantActions({ tenant, actor }: { readonly tenant: Tenant; readonly actor: Actor }) {
  if (tenant.status === "deleted") {
    return null;
  }
  const href = `/console/tenants/${tenant.tenantId}`;
  const canChangeStatus = can(actor, setTenantStatus.policy);
  return (
    <>
      {can(actor, updateTenant.policy) ? (
        <ButtonLink href={`${href}/edit`}>
          <Pencil aria-hidden="true" />
          Edit
        </ButtonLink>
      ) : null}
      {canChangeStatus && !tenant.isActive ? (
        <ButtonLink href={`${href}?dialog=activate`} variant="primary" scroll={false}>
          Activate
        </ButtonLink>
      ) : null}
      <MoreActions
        tenant={tenant}
        href={href}
        canSuspend={canChangeStatus}
        canDelete={can(actor, deleteTenant.policy)}
      />
    </>
  );
}

interface MoreActionsProps {
  readonly tenant: Tenant;
  readonly href: string;
  readonly canSuspend: boolean;
  readonly canDelete: boolean;
}

function MoreActions({ tenant, href, canSuspend, canDelete }: MoreActionsProps) {
  if (!canSuspend && !canDelete) {
    return null;
  }
  return (
    <Menu label={`More actions for ${tenant.name}`}>
      {canSuspend ? (
        <MenuLink href={`${href}?dialog=suspend`} scroll={false}>
          {tenant.isActive ? "Suspend…" : "Change the reason…"}
        </MenuLink>
      ) : null}
      {canSuspend && canDelete ? <MenuSeparator /> : null}
      {canDelete ? (
        <MenuLink href={`${href}?dialog=delete`} tone="danger" scroll={false}>
          Delete…
        </MenuLink>
      ) : null}
    </Menu>
  );
}
