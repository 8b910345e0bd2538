import type { Metadata } from "next";
import { SecondPersonNote } from "#app/_support/approvals.tsx";
import { attempt } from "#app/_support/attempt.tsx";
import { Banner } from "#components/ui/banner";
import { ButtonLink } from "#components/ui/button";
import { PageHeader } from "#components/ui/page-header";
import { EditUserForm } from "#components/users/edit-user-form";
import { pageCaller } from "#lib/auth/console";
import type { Actor } from "#lib/operation/operation";
import { assertMay, perform } from "#lib/operation/perform";
import { getUser, updateUser } from "#lib/users/operations";
import { isWritable } from "#lib/users/reach";
import type { UserDetail } from "#lib/users/schema";
import { assignableRoles } from "../../assignable.ts";
import { updateUserAction } from "../actions.ts";

export const metadata: Metadata = { title: "Edit user" };

interface Props {
  readonly params: Promise<{ userId: string }>;
}

/** Edits a user's name, role and tenants. */
export default async function EditUserPage({ params }: Props) {
  const { userId } = await params;
  const caller = await pageCaller();
  const href = `/console/users/${userId}`;
  const result = await attempt({ caller, href: `${href}/edit`, cleanHref: href }, async () => {
    await assertMay(updateUser, caller);
    return { ...(await perform(getUser, caller, { path: { userId } })), roles: await assignableRoles(caller) };
  });
  if (!result.ok) {
    return result.view;
  }
  const { data: user, version = 0, roles } = result.value;
  const isScoped = caller.actor.tenantScope !== "global";
  const hindrance = await hindranceOf(user, caller.actor);
  return (
    <>
      <PageHeader
        title={`Edit ${user.name}`}
        crumbs={[{ href: "/console/users", label: "Users" }, { href, label: user.name }, { label: "Edit" }]}
        description={user.email}
      />
      <SecondPersonNote ground="superAdminGrant" />
      {hindrance === null ? (
        <EditUserForm
          action={updateUserAction}
          userId={userId}
          version={version}
          initial={{ name: user.name, role: user.role, tenantIds: user.tenants.map(({ code }) => code).join(", ") }}
          roles={roles}
          tenantHelp={
            isScoped
              ? "Codes of tenants that are assigned to you, separated by commas; at least one."
              : "Codes or ids, separated by commas. Leave empty for people who run the platform."
          }
        />
      ) : (
        <Banner tone="warning" title={hindrance.title} actions={<ButtonLink href={href}>Back</ButtonLink>}>
          {hindrance.why}
        </Banner>
      )}
    </>
  );
}

/** Why nothing of the user can be changed by this reader; null where it can. */
async function hindranceOf(user: UserDetail, actor: Actor): Promise<{ title: string; why: string } | null> {
  if (user.erasedOn !== null) {
    return { title: "An erased account cannot be changed.", why: "Everything personal is gone, for good." };
  }
  return (await isWritable(actor, user))
    ? null
    : {
        title: "This account is beyond your reach.",
        why: "Its role is above those that you may give, or it belongs to tenants that are not assigned to you.",
      };
}
