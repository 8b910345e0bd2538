import type { Metadata } from "next";
import { SecondPersonNote } from "#app/_support/approvals.tsx";
import { attempt } from "#app/_support/attempt.tsx";
import { SwitchedOff } from "#app/_support/offered.tsx";
import { queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { InviteForm } from "#components/users/invite-form";
import { pageCaller } from "#lib/auth/console";
import { isFeatureOn } from "#lib/configuration/features";
import type { Caller } from "#lib/operation/operation";
import { assertMay, perform } from "#lib/operation/perform";
import { listTenants } from "#lib/tenants/operations";
import { createUser } from "#lib/users/operations";
import { assignableRoles } from "../assignable.ts";
import { inviteUser } from "./actions.ts";

export const metadata: Metadata = { title: "Invite user" };

const PATH = "/console/users/new";
const CRUMBS = [{ label: "Users", href: "/console/users" }, { label: "Invite user" }];

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The form that invites; `?tenantId=` presets the tenant. */
export default async function InviteUserPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const allowed = await attempt({ caller, href: PATH, cleanHref: "/console/users" }, () =>
    assertMay(createUser, caller),
  );
  if (!allowed.ok) {
    return allowed.view;
  }
  const { tenantId = "" } = queryOf(await searchParams, ["tenantId"]);
  const choices = await attempt({ caller, href: PATH, cleanHref: PATH }, async () => ({
    tenants: await choosableTenants(caller),
    roles: await assignableRoles(caller),
  }));
  if (!(await isFeatureOn("features.invitations"))) {
    return (
      <>
        <PageHeader crumbs={CRUMBS} title="Invite user" />
        <SwitchedOff caller={caller} feature="features.invitations">
          Nobody can be invited. The API still makes accounts with a password, and links sent before still work.
        </SwitchedOff>
      </>
    );
  }
  return (
    <>
      <PageHeader
        crumbs={CRUMBS}
        title="Invite user"
        description="The account is active once the invitation is accepted with a password."
      />
      <SecondPersonNote ground="superAdminGrant" />
      {choices.ok ? (
        <InviteForm action={inviteUser} idempotencyKey={crypto.randomUUID()} {...choices.value} tenantIds={tenantId} />
      ) : (
        choices.view
      )}
    </>
  );
}

/** The tenants of a reader who has only some; null for one who knows all: they are too many for a list. */
async function choosableTenants(caller: Caller) {
  if (caller.actor.tenantScope === "global") {
    return null;
  }
  const { data } = await perform(listTenants, caller, { query: { pageSize: "100", sort: "name" } });
  return data.items.map(({ tenantId, code, name }) => ({ tenantId, code, name }));
}
