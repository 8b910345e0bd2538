import { effectsOf } from "#app/_support/effects.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { deleteTenant, setTenantStatus } from "#lib/tenants/operations";
import type { Tenant } from "#lib/tenants/schema";
import { changeStatusAction, deleteTenantAction } from "../actions.ts";

interface TenantDialogProps {
  readonly kind: string | undefined;
  readonly tenant: Tenant;
  readonly version: number;
  readonly caller: Caller;
  readonly closeHref: string;
}

/** The dialog that `?dialog=` names, with the effects that a dry run of the very act has counted. */
export async function TenantDialog({ kind, tenant, version, caller, closeHref }: TenantDialogProps) {
  const isLive = tenant.status !== "deleted";
  if (!isLive || (kind !== "suspend" && kind !== "activate" && kind !== "delete")) {
    return null;
  }
  const policy = kind === "delete" ? deleteTenant.policy : setTenantStatus.policy;
  if (!can(caller.actor, policy)) {
    return null;
  }
  const effects = await effectsOf(EFFECT_LABELS, () => rehearse(kind, tenant, caller));
  const shared = { closeHref, effects, values: { tenantId: tenant.tenantId, version: String(version) } };
  if (kind === "delete") {
    return (
      <ConfirmDialog
        {...shared}
        title={`Delete ${tenant.name}?`}
        description="The tenant disappears from every list and cannot be changed any more. Its data is kept for audit."
        action={deleteTenantAction}
        confirmLabel="Delete tenant"
        pendingLabel="Deleting…"
        reason="optional"
        typeToConfirm={tenant.code}
        reversibility="This cannot be undone. The code stays taken for good."
        values={{ ...shared.values, code: tenant.code }}
      />
    );
  }
  const isActive = kind === "activate";
  return (
    <ConfirmDialog
      {...shared}
      title={isActive ? `Activate ${tenant.name}?` : `Suspend ${tenant.name}?`}
      description={
        isActive
          ? "Its users can sign in again, its waiting jobs run, and its webhooks are what they were. Sessions that were ended stay ended."
          : "Nobody of the tenant can sign in, its jobs wait and its webhooks are disabled, until it is activated again."
      }
      action={changeStatusAction}
      confirmLabel={isActive ? "Activate tenant" : "Suspend tenant"}
      pendingLabel={isActive ? "Activating…" : "Suspending…"}
      tone={isActive ? "primary" : "danger"}
      reason="required"
      reversibility={isActive ? "It can be suspended again at any time." : "It can be activated again at any time."}
      values={{ ...shared.values, isActive: String(isActive) }}
    />
  );
}

/** Names for what a cascade counts. */
const EFFECT_LABELS: Readonly<Record<string, string>> = {
  users: "Users who lose access",
  sessions: "Sessions ended now",
  refreshTokens: "Refresh tokens revoked",
  jobsHeld: "Waiting jobs held",
  webhooks: "Webhooks disabled",
  jobsReleased: "Waiting jobs released",
  webhooksRestored: "Webhooks enabled again",
};

const rehearse = (kind: "suspend" | "activate" | "delete", { tenantId }: Tenant, caller: Caller) =>
  kind === "delete"
    ? dryRun(deleteTenant, caller, { path: { tenantId }, query: { confirm: "true" } })
    : dryRun(setTenantStatus, caller, {
        path: { tenantId },
        body: { isActive: kind === "activate", reason: "Dry run" },
      });
