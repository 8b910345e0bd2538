"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { KeyFormState } from "#components/api-keys/key-form";
import type { FormState } from "#components/ui/form-state";
import { createApiKey, revokeApiKey } from "#lib/api-keys/operations";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { tenantIdsOf } from "../users/assignable.ts";

const FIELDS = ["name", "role", "tenantScope", "expiresAt"] as const;

/** Makes a key. Its secret goes into the answer and nowhere else. */
export async function createKey(_state: KeyFormState, form: FormData): Promise<KeyFormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, FIELDS);
  const { name = "", role = "", tenantScope = "", expiresAt = "" } = values;
  const { key = "" } = fieldsOf(form, ["key"]);
  try {
    const tenants = await tenantIdsOf(tenantScope, caller);
    const { data } = await perform(
      createApiKey,
      caller,
      {
        body: {
          name,
          role,
          ...(tenants.length > 0 && { tenantScope: tenants }),
          // A day as it is chosen: until its end, in UTC.
          ...(expiresAt !== "" && { expiresAt: `${expiresAt}T23:59:59Z` }),
        },
      },
      { idempotencyKey: key === "" ? undefined : key },
    );
    return { created: { name: data.name, secret: data.secret } };
  } catch (thrown) {
    const failed = failedForm(thrown, caller, values);
    // An answer, refusals included, is remembered under its key: the corrected form needs a new one.
    return { ...failed, fields: atField(failed.fields), key: crypto.randomUUID() };
  }
}

/** What the operation says of single tenants, at the one field that names them all. */
const atField = (fields: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, reason]) =>
      name.startsWith("tenantScope.") ? ["tenantScope", "Names a tenant that there is not"] : [name, reason],
    ),
  );

/** Revokes the key that the dialog is about, with a reason if there is one. */
export async function revokeKey(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { apiKeyId = "", name = "", reason = "" } = fieldsOf(form, ["apiKeyId", "name", "reason"]);
  try {
    await perform(revokeApiKey, caller, { path: { apiKeyId }, body: reason.trim() === "" ? {} : { reason } });
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  await announce({ tone: "success", message: `${name} is revoked and works no more.`, link: auditLink(apiKeyId) });
  redirect("/console/api-keys");
}
