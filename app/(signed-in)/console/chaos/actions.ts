"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { setChaos } from "#lib/chaos/operations";
import { CHAOS_SOURCES } from "#lib/chaos/schema";
import { perform } from "#lib/operation/perform";

const FIELDS = [...CHAOS_SOURCES.map((source) => `sources.${source}`), "minutes", "reason"];

/** Degrades the sources as the form says, in place of what was degraded. */
export async function setChaosAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, FIELDS);
  const chosen = CHAOS_SOURCES.flatMap((source) => {
    const mode = values[`sources.${source}`];
    return mode ? [[source, mode] as const] : [];
  });
  const reason = values["reason"]?.trim();
  try {
    // Whatever a form may send: the operation's schema judges it.
    const body = { sources: Object.fromEntries(chosen), minutes: Number(values["minutes"]), ...(reason && { reason }) };
    await perform(setChaos, caller, { body });
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  const count = chosen.length;
  const message =
    count === 0
      ? "No source is degraded."
      : `${count === 1 ? "One source is" : `${count} sources are`} degraded on purpose.`;
  await announce({ tone: count === 0 ? "success" : "warning", message, link: auditLink("global") });
  return redirect("/console/chaos");
}

/** Lets every source be as it is. */
export async function resetChaosAction(): Promise<FormState> {
  const caller = await pageCaller();
  try {
    await perform(setChaos, caller, { body: { sources: {} } });
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await announce({ tone: "success", message: "No source is degraded any more.", link: auditLink("global") });
  return redirect("/console/chaos");
}
