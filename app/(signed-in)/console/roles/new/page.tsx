import type { Metadata } from "next";
import { v7 as uuidv7 } from "uuid";
import { SecondPersonNote } from "#app/_support/approvals.tsx";
import { attempt } from "#app/_support/attempt.tsx";
import { CreateRoleForm } from "#components/roles/role-forms";
import { queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { pageCaller } from "#lib/auth/console";
import type { Caller } from "#lib/operation/operation";
import { assertMay, perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { createRole, getRole } from "#lib/roles/operations";
import { createRoleAction } from "../actions.ts";
import { permissionCatalogue } from "../catalogue.ts";

export const metadata: Metadata = { title: "New role" };

const EMPTY = { name: "", description: "", isGlobal: "true", permissions: "" };

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Creates a role; `?from=` begins with what another one allows. */
export default async function NewRolePage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { from } = queryOf(await searchParams, ["from"]);
  const place = { caller, href: "/console/roles/new", cleanHref: "/console/roles/new" };
  const result = await attempt(place, async () => {
    await assertMay(createRole, caller);
    const [catalogue, model] = await Promise.all([permissionCatalogue(caller), modelOf(caller, from)]);
    return { catalogue, model };
  });
  if (!result.ok) {
    return result.view;
  }
  const { catalogue, model } = result.value;
  return (
    <>
      <PageHeader
        title="New role"
        crumbs={[{ href: "/console/roles", label: "Roles" }, { label: "New role" }]}
        description={model ? `It begins with what ${roleLabel(model.name)} allows.` : undefined}
      />
      <SecondPersonNote ground="roleChange" />
      <CreateRoleForm
        action={createRoleAction}
        catalogue={catalogue}
        initial={model?.initial ?? EMPTY}
        idempotencyKey={uuidv7()}
      />
    </>
  );
}

/** What the form begins with. Everything, as SuperAdmin has it, is every single permission here. */
async function modelOf(caller: Caller, roleId: string | undefined) {
  if (roleId === undefined) {
    return null;
  }
  const { name, description, isGlobal, permissions } = (await perform(getRole, caller, { path: { roleId } })).data;
  const names = permissions.includes("*") ? (await permissionCatalogue(caller)).map((item) => item.name) : permissions;
  return { name, initial: { ...EMPTY, description, isGlobal: String(isGlobal), permissions: names.join(",") } };
}
