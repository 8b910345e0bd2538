"use server";

import { redirect } from "next/navigation";
import { announce } from "#app/_support/announce.ts";
import { failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { secondPersonNeeded } from "#app/_support/effects.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { ConfigurationFormState } from "#components/configuration/configuration-form-state";
import { allFields, changedInWords, textsOf, valuesOf } from "#components/configuration/fields";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { describedDefinitions } from "#lib/configuration/describe";
import {
  getGlobalConfiguration,
  replaceGlobalConfiguration,
  rollBackGlobalConfiguration,
} from "#lib/configuration/operations";
import { dryRun, perform } from "#lib/operation/perform";

const PATH = "/console/configuration";
const AUDIT = { href: "/console/audit?entityType=configuration", label: "Audit log" };

/** An empty reason is none. */
const reasonOf = (reason: string | undefined) => (reason?.trim() ? { reason } : {});

/** Shows what saving would change; saves when exactly that has been shown. */
export async function saveConfigurationAction(
  state: ConfigurationFormState,
  form: FormData,
): Promise<ConfigurationFormState> {
  const caller = await pageCaller();
  const definitions = describedDefinitions();
  const texts = mergedFields(
    form,
    allFields(definitions).map(({ name }) => name),
  );
  const values = { ...texts, ...fieldsOf(form, ["reason"]) };
  const input = { body: { values: valuesOf(definitions, texts), ...reasonOf(values["reason"]) } };
  const options = { ifMatch: [versionOf(form)] };
  const of = JSON.stringify(texts);
  let version: number;
  try {
    if (form.get("reviewed") !== of) {
      const { data } = await dryRun(replaceGlobalConfiguration, caller, input, options);
      const changed = changedInWords(definitions, { ...data.before }, { ...data.after });
      const note = data.approval && { note: secondPersonNeeded(data.approval) };
      const review = { ...changed, ...note, tenantsWithOverride: data.cascade["tenantsWithOverride"] ?? 0, of };
      return { values, ...openedVersion(form), review };
    }
    version = (await perform(replaceGlobalConfiguration, caller, input, options)).data.version;
  } catch (thrown) {
    const failed = await failedVersion(thrown, caller, form, values, async () => {
      const { data } = await perform(getGlobalConfiguration, caller, {});
      return { values: { ...textsOf(definitions, data.values), reason: "" }, version: data.version };
    });
    // What was reviewed stays reviewed while the session confirms who it is.
    return failed.stepUp ? { ...failed, review: state.review } : failed;
  }
  await announce({ tone: "success", message: `Version ${version} of the configuration is in force.`, link: AUDIT });
  redirect(PATH);
}

/** Brings an earlier version's values back, as a new version. */
export async function rollBackAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const body = { version: Number(form.get("restore")), ...reasonOf(values["reason"]) };
  let version: number;
  try {
    const options = { ifMatch: [versionOf(form)] };
    version = (await perform(rollBackGlobalConfiguration, caller, { body }, options)).data.version;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  const what = body.version === 0 ? "The defaults are" : `The values of version ${body.version} are`;
  await announce({ tone: "success", message: `${what} in force again, as version ${version}.`, link: AUDIT });
  redirect(`${PATH}/history`);
}
