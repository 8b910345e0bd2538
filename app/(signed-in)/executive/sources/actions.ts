"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedForm } from "#app/_support/form.ts";
import { importedText } from "#components/sources/wording";
import type { FormState } from "#components/ui/form-state";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { importEspBilling } from "#lib/sources/operations";
import { PATH } from "./place.ts";

/** The file's text if one was chosen, else what was typed. */
async function tableOf(form: FormData): Promise<string> {
  const file = form.get("file");
  return file instanceof File && file.size > 0 ? file.text() : String(form.get("csv") ?? "");
}

/** Imports the providers' bills; nothing is kept while any line is wrong. */
export async function importBillingAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const csv = await tableOf(form);
  let text: string;
  try {
    const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
    const { data } = await perform(importEspBilling, caller, { body: { csv } }, { idempotencyKey });
    text = importedText(data.imported, data.periods);
  } catch (thrown) {
    return failedForm(thrown, caller, { csv });
  }
  const link = can(caller.actor, listAuditLogs.policy) ? { link: auditLink("global") } : {};
  await announce({
    tone: "success",
    message: `Imported ${text}. Figures follow at their next refresh, within a minute.`,
    ...link,
  });
  redirect(PATH);
}
