import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { EditRoleForm } from "#components/roles/role-forms";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import { assertMay, perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { getRole, updateRole } from "#lib/roles/operations";
import { updateRoleAction } from "../../actions.ts";
import { permissionCatalogue } from "../../catalogue.ts";

export const metadata: Metadata = { title: "Edit role" };

interface Props {
  readonly params: Promise<{ roleId: string }>;
}

/** Edits a role. */
export default async function EditRolePage({ params }: Props) {
  const { roleId } = await params;
  const caller = await pageCaller();
  const href = `/console/roles/${roleId}`;
  const result = await attempt({ caller, href: `${href}/edit`, cleanHref: href }, async () => {
    await assertMay(updateRole, caller);
    const [role, catalogue] = await Promise.all([
      perform(getRole, caller, { path: { roleId } }),
      permissionCatalogue(caller),
    ]);
    return { role, catalogue };
  });
  if (!result.ok) {
    return result.view;
  }
  const { role, catalogue } = result.value;
  const { name, description, isGlobal, permissions, isSystem, version } = role.data;
  const label = roleLabel(name);
  return (
    <>
      <PageHeader
        title={`Edit ${label}`}
        crumbs={[{ href: "/console/roles", label: "Roles" }, { href, label }, { label: "Edit" }]}
      />
      {isSystem ? (
        <Banner
          tone="warning"
          title="A system role cannot be changed."
          actions={<ButtonLink href={`/console/roles/new?from=${roleId}`}>Copy to a new role</ButtonLink>}
        />
      ) : (
        <EditRoleForm
          action={updateRoleAction}
          catalogue={catalogue}
          roleId={roleId}
          version={version}
          initial={{ name, description, isGlobal: String(isGlobal), permissions: permissions.join(",") }}
        />
      )}
    </>
  );
}
