import { Copy, Pencil } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { PermissionMatrix } from "#components/roles/permission-matrix";
import { KIND_LABELS, REACH_LABELS } from "#components/roles/wording";
import { Badge } from "#components/ui/badge";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { CopyableId } from "#components/ui/copyable-id";
import { hrefWith, queryOf } from "#components/ui/href";
import { Menu } from "#components/ui/menu";
import { MenuLink } from "#components/ui/menu-item";
import { PageHeader } from "#components/ui/page-header";
import { type Tab, Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { createRole, deleteRole, getRole, updateRole } from "#lib/roles/operations";
import type { Role } from "#lib/roles/schema";
import { listUsers } from "#lib/users/operations";
import { permissionCatalogue } from "../catalogue.ts";
import { HistoryTab } from "./history-tab.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import { UsersTab } from "./users-tab.tsx";

export const metadata: Metadata = { title: "Role" };

interface Props {
  readonly params: Promise<{ roleId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** One role: what it allows and denies, who has it, and how it came to be so. */
export default async function RolePage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { roleId } = await params;
  const query = queryOf(await searchParams, ["tab", "page", "pageSize", "sort", "dialog"]);
  const href = `/console/roles/${roleId}`;
  const result = await attempt({ caller, href, cleanHref: href }, async () => {
    const [role, catalogue] = await Promise.all([
      perform(getRole, caller, { path: { roleId } }),
      permissionCatalogue(caller),
    ]);
    return { role: role.data, catalogue };
  });
  if (!result.ok) {
    return result.view;
  }
  const { role, catalogue } = result.value;
  const tabs = tabsOf(role, caller.actor, href, query.tab);
  const tab = tabs.find(({ current }) => current)?.id;
  const { page, pageSize, sort } = query;
  const paging = { ...(page && { page }), ...(pageSize && { pageSize }), ...(sort && { sort }) };
  const shared = { role, caller, at: hrefWith(href, { ...query, dialog: null }), paging };
  return (
    <>
      <PageHeader
        title={roleLabel(role.name)}
        crumbs={[{ href: "/console/roles", label: "Roles" }, { label: roleLabel(role.name) }]}
        meta={
          <>
            <Badge>{KIND_LABELS[String(role.isSystem)]}</Badge>
            <Badge>{REACH_LABELS[String(role.isGlobal)]}</Badge>
            <CopyableId value={roleId} label="role id" />
          </>
        }
        description={role.description || undefined}
        actions={<RoleActions role={role} actor={caller.actor} />}
      />
      <Tabs label="Sections of this role" items={tabs} />
      {tab === "permissions" ? (
        <>
          {role.permissions.includes("*") ? (
            <Banner tone="info" title="Everything is allowed, also what later versions of the product add." />
          ) : null}
          <PermissionMatrix catalogue={catalogue} held={role.permissions} />
        </>
      ) : null}
      {tab === "users" ? <UsersTab {...shared} /> : null}
      {tab === "history" ? <HistoryTab {...shared} /> : null}
      <RoleDialog kind={query.dialog} role={role} caller={caller} closeHref={hrefWith(shared.at, {})} />
    </>
  );
}

function tabsOf(role: Role, actor: Actor, href: string, asked: string | undefined): (Tab & { readonly id: string })[] {
  const tabs = [
    { id: "permissions", href, label: "Permissions" },
    ...(can(actor, listUsers.policy)
      ? [{ id: "users", href: `${href}?tab=users`, label: "Users", count: role.userCount }]
      : []),
    { id: "history", href: `${href}?tab=history`, label: "History" },
  ];
  const current = tabs.find(({ id }) => id === asked)?.id ?? "permissions";
  return tabs.map((tab) => ({ ...tab, current: tab.id === current }));
}

/** What this reader may do with the role. */
function RoleActions({ role, actor }: { readonly role: Role; readonly actor: Actor }) {
  const href = `/console/roles/${role.roleId}`;
  return (
    <>
      {can(actor, createRole.policy) ? (
        <ButtonLink href={`/console/roles/new?from=${role.roleId}`}>
          <Copy aria-hidden="true" />
          Copy
        </ButtonLink>
      ) : null}
      {!role.isSystem && can(actor, updateRole.policy) ? (
        <ButtonLink href={`${href}/edit`} variant="primary">
          <Pencil aria-hidden="true" />
          Edit
        </ButtonLink>
      ) : null}
      {!role.isSystem && can(actor, deleteRole.policy) ? (
        <Menu label={`More actions for ${role.name}`}>
          <MenuLink href={`${href}?dialog=delete`} tone="danger" scroll={false}>
            Delete…
          </MenuLink>
        </Menu>
      ) : null}
    </>
  );
}
