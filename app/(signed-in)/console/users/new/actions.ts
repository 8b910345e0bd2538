"use server";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { InviteState } from "#components/users/invite-form";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { createUser } from "#lib/users/operations";
import { tenantErrors, tenantIdsOf } from "../assignable.ts";

/** Invites a user. The one-time token goes into the answer and nowhere else. */
export async function inviteUser(_state: InviteState, form: FormData): Promise<InviteState> {
  const caller = await pageCaller();
  const {
    email = "",
    name = "",
    role = "",
    tenantIds = "",
    key = "",
  } = fieldsOf(form, ["email", "name", "role", "tenantIds", "key"]);
  const ticked = form.getAll("tenantId").map(String);
  const values = { email, name, role, tenantIds: [...ticked, tenantIds].filter((text) => text !== "").join("\n") };
  try {
    const chosen = [...new Set([...ticked, ...(await tenantIdsOf(tenantIds, caller))])];
    const { data } = await perform(
      createUser,
      caller,
      { body: { email, name, role, tenantIds: chosen } },
      { idempotencyKey: key === "" ? undefined : key },
    );
    const { userId, inviteToken } = data;
    return { invited: { userId, email: data.email, inviteToken } };
  } catch (thrown) {
    const failed = failedForm(thrown, caller, values);
    // An answer, refusals included, is remembered under its key: the corrected form needs a new one.
    return { ...failed, fields: tenantErrors(failed.fields), key: crypto.randomUUID() };
  }
}
