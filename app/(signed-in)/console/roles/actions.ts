"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { dialogVersion, failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { secondPersonNeeded } from "#app/_support/effects.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { RoleFormState, RoleReview } from "#components/roles/role-form-state";
import { REACH_LABELS } from "#components/roles/wording";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import type { DryRun } from "#lib/operation/dry-run";
import type { Caller } from "#lib/operation/operation";
import { dryRun, perform } from "#lib/operation/perform";
import { createRole, deleteRole, getRole, updateRole } from "#lib/roles/operations";
import { listUsers } from "#lib/users/operations";

const FIELDS = ["name", "description", "isGlobal", "permissions"] as const;
const SAMPLE = "5";

const hrefOf = (roleId: string): string => `/console/roles/${roleId}`;

/** The form's texts as the operation takes them. */
const bodyOf = ({ name = "", description = "", isGlobal, permissions = "" }: Readonly<Record<string, string>>) => ({
  name,
  description,
  isGlobal: isGlobal !== "false",
  permissions: permissions.split(",").filter((permission) => permission !== ""),
});

/** Creates the role; the key minted with the form makes a double submit harmless. */
export async function createRoleAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = mergedFields(form, FIELDS);
  const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
  let roleId: string;
  try {
    roleId = (await perform(createRole, caller, { body: bodyOf(values) }, { idempotencyKey })).data.roleId;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({ tone: "success", message: `${values["name"]} has been created.`, link: auditLink(roleId) });
  redirect(hrefOf(roleId));
}

/** Shows what saving would change and whom it would reach; saves when exactly that has been shown. */
export async function updateRoleAction(state: RoleFormState, form: FormData): Promise<RoleFormState> {
  const caller = await pageCaller();
  const values = mergedFields(form, FIELDS);
  const roleId = String(form.get("roleId") ?? "");
  const input = { path: { roleId }, body: bodyOf(values) };
  const options = { ifMatch: [versionOf(form)] };
  const of = JSON.stringify(values);
  try {
    if (form.get("reviewed") !== of) {
      const { data } = await dryRun(updateRole, caller, input, options);
      return { values, ...openedVersion(form), review: await reviewOf(caller, data, of) };
    }
    await perform(updateRole, caller, input, options);
  } catch (thrown) {
    const failed = await failedVersion(thrown, caller, form, values, async () => {
      const { data, version = 0 } = await perform(getRole, caller, { path: { roleId } });
      const { name, description, isGlobal, permissions } = data;
      return { values: { name, description, isGlobal: String(isGlobal), permissions: permissions.join(",") }, version };
    });
    // What was reviewed stays reviewed while the session confirms who it is.
    return failed.stepUp ? { ...failed, review: state.review } : failed;
  }
  await announce({
    tone: "success",
    message: `${values["name"]} has been saved. It holds from the next request of its users on.`,
    link: auditLink(roleId),
  });
  redirect(hrefOf(roleId));
}

async function reviewOf(caller: Caller, { before, after, cascade, approval }: DryRun, of: string): Promise<RoleReview> {
  const users = cascade["users"] ?? 0;
  return {
    before: shown(before),
    after: shown(after),
    users,
    sessions: cascade["sessions"] ?? 0,
    sample: users === 0 ? [] : await sampleOf(caller, String(before?.["name"])),
    ...(approval && { note: secondPersonNeeded(approval) }),
    of,
  };
}

async function sampleOf(caller: Caller, role: string): Promise<RoleReview["sample"]> {
  const query = { role, sort: "-lastLoginOn", pageSize: SAMPLE } as const;
  const { data } = await perform(listUsers, caller, { query });
  return data.items.map(({ userId, name, email }) => ({ userId, name, email }));
}

/** The fields that the form can change, its reach in words. */
function shown(role: object | null): Record<string, unknown> {
  const all: Record<string, unknown> = { ...role };
  const { name, description, isGlobal, permissions } = all;
  return { name, description, isGlobal: REACH_LABELS[String(isGlobal)], permissions };
}

/** Deletes the role after its name has been typed. */
export async function deleteRoleAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const { roleId = "", name = "" } = fieldsOf(form, ["roleId", "name"]);
  if (String(form.get("confirm") ?? "").trim() !== name) {
    return {
      error: "Nothing was deleted. Check the fields below.",
      fields: { confirm: "Does not match the name" },
      values,
    };
  }
  try {
    const body = values["reason"]?.trim() ? { reason: values["reason"] } : {};
    await perform(deleteRole, caller, { path: { roleId }, body }, dialogVersion(form));
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({
    tone: "warning",
    message: `The role ${name} has been deleted. Its versions stay in the audit log.`,
    link: auditLink(roleId),
  });
  redirect("/console/roles");
}
