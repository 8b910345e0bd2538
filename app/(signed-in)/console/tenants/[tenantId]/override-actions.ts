"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedVersion, mergedFields, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf as textFields } from "#app/_support/form.ts";
import { fieldsOf, textsOf, valuesOf } from "#components/configuration/fields";
import type { FormState, VersionedFormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { getTenantOverrides, replaceTenantOverrides } from "#lib/configuration/override-operations";
import type { TenantOverrides } from "#lib/configuration/schema";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

const hrefOf = (tenantId: string): string => `/console/tenants/${tenantId}?tab=configuration`;

const settingsOf = async (caller: Caller, tenantId: string): Promise<TenantOverrides> =>
  (await perform(getTenantOverrides, caller, { path: { tenantId } })).data;

const titleOf = ({ definitions }: TenantOverrides, key: string): string =>
  definitions.find((definition) => definition.key === key)?.title ?? key;

/** Replaces the overrides that the form was opened on: another version of them is refused, so nothing is lost in between. */
async function replace(caller: Caller, form: FormData, settings: TenantOverrides, overrides: object, reason: string) {
  const body = { overrides: { ...overrides }, ...(reason.trim() && { reason }) };
  const { tenantId } = settings;
  await perform(replaceTenantOverrides, caller, { path: { tenantId }, body }, { ifMatch: [versionOf(form)] });
}

/** Gives the tenant its own value of one key; its other overrides stay. */
export async function saveOverrideAction(_state: VersionedFormState, form: FormData): Promise<VersionedFormState> {
  const caller = await pageCaller();
  const { tenantId = "", key = "", reason = "" } = textFields(form, ["tenantId", "key", "reason"]);
  const settings = await settingsOf(caller, tenantId);
  const definitions = settings.definitions.filter((definition) => definition.key === key);
  const texts = mergedFields(
    form,
    definitions.flatMap((definition) => fieldsOf(definition).map(({ name }) => name)),
  );
  try {
    await replace(caller, form, settings, { ...settings.overrides, ...valuesOf(definitions, texts) }, reason);
  } catch (thrown) {
    return failedVersion(thrown, caller, form, { ...texts, reason }, async () => {
      const current = await settingsOf(caller, tenantId);
      return { values: { ...textsOf(definitions, current.effective), reason: "" }, version: current.version };
    });
  }
  const message = `${titleOf(settings, key)}: the tenant has its own value now.`;
  await announce({ tone: "success", message, link: auditLink(tenantId) });
  redirect(hrefOf(tenantId));
}

/** Takes the tenant's own value of one key away; its other overrides stay. */
export async function resetOverrideAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const { tenantId = "", key = "", reason = "" } = textFields(form, ["tenantId", "key", "reason"]);
  let title = key;
  try {
    const settings = await settingsOf(caller, tenantId);
    title = titleOf(settings, key);
    const { [key]: _reset, ...others } = settings.overrides;
    await replace(caller, form, settings, others, reason);
  } catch (thrown) {
    return failedForm(thrown, caller, { reason });
  }
  const message = `${title}: the tenant inherits the platform's value again.`;
  await announce({ tone: "success", message, link: auditLink(tenantId) });
  redirect(hrefOf(tenantId));
}
