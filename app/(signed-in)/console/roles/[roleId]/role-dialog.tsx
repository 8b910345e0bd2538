import { ConfirmDialog, type Effect } from "#components/ui/confirm-dialog";
import { AppError } from "#lib/core/errors";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { dryRun } from "#lib/operation/perform";
import { deleteRole } from "#lib/roles/operations";
import type { Role } from "#lib/roles/schema";
import { deleteRoleAction } from "../actions.ts";

interface RoleDialogProps {
  readonly kind: string | undefined;
  readonly role: Role;
  readonly caller: Caller;
  readonly closeHref: string;
}

/** The dialog that `?dialog=` names, with what a dry run of the very act has said. */
export async function RoleDialog({ kind, role, caller, closeHref }: RoleDialogProps) {
  if (kind !== "delete" || role.isSystem || !can(caller.actor, deleteRole.policy)) {
    return null;
  }
  return (
    <ConfirmDialog
      closeHref={closeHref}
      title={`Delete ${role.name}?`}
      description="The role disappears and its name is free again. Its versions stay in the audit log."
      action={deleteRoleAction}
      effects={await effectsOf(role, caller)}
      confirmLabel="Delete role"
      pendingLabel="Deleting…"
      reason="optional"
      typeToConfirm={role.name}
      reversibility="This cannot be undone. A new role can be given the same permissions."
      values={{ roleId: role.roleId, name: role.name, version: String(role.version) }}
    />
  );
}

async function effectsOf({ roleId }: Role, caller: Caller): Promise<Effect[]> {
  try {
    const { data } = await dryRun(deleteRole, caller, { path: { roleId }, body: {} });
    return [{ label: "Users who lose access", count: data.cascade["users"] ?? 0 }];
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500) {
      return [{ label: thrown.message }];
    }
    throw thrown;
  }
}
