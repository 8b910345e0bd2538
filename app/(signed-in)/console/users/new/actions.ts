"use server";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { InviteState } from "#components/users/invite-form";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { createUser } from "#lib/users/operations";

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
  const typed = tenantIds.split(/[\s,;]+/).filter((id) => id !== "");
  const chosen = [...new Set([...form.getAll("tenantId").map(String), ...typed])];
  try {
    const { data } = await perform(
      createUser,
      caller,
      { body: { email, name, role, tenantIds: chosen } },
      { idempotencyKey: key === "" ? undefined : key },
    );
    const { userId, inviteToken = "" } = data;
    return { invited: { userId, email: data.email, inviteToken } };
  } catch (thrown) {
    const failed = failedForm(thrown, caller, { email, name, role, tenantIds: chosen.join("\n") });
    // An answer, refusals included, is remembered under its key: the corrected form needs a new one.
    return { ...failed, fields: byControl(failed.fields), key: crypto.randomUUID() };
  }
}

/** `tenantIds.0` is a line of the field `tenantIds`. */
const byControl = (fields: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, reason]) => [name.replace(/^tenantIds\..*/, "tenantIds"), reason]),
  );
