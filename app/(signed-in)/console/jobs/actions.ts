"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { discardDeadLetter, retryDeadLetter, retryDeadLetters } from "#lib/jobs/dead-letter-operations";
import type { DeadLetter } from "#lib/jobs/schema";
import { perform } from "#lib/operation/perform";
import { retryFilterOf } from "./retry-filter.ts";

const LIST = "/console/jobs/dead-letters";

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "");
const keyOf = (form: FormData) => ({ idempotencyKey: textOf(form, "key") || undefined });
const pathOf = (form: FormData) => ({ deadLetterId: textOf(form, "deadLetterId") });

/** Where the form was opened, as long as that is a page about jobs. */
const backOf = (form: FormData): string => {
  const back = textOf(form, "back");
  return /^\/console\/jobs[/?][\w\-/?=&%.+:]*$/.test(back) ? back : LIST;
};

/** Runs the job of one dead letter anew. */
export async function retryAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  let letter: DeadLetter;
  try {
    letter = (await perform(retryDeadLetter, caller, { path: pathOf(form) }, keyOf(form))).data;
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await announce({ tone: "info", message: "The job is queued again.", link: auditLink(letter.jobId) });
  redirect(backOf(form));
}

/** Runs the jobs of all dead letters anew that match the filter which the dialog has counted. */
export async function retryMatchingAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  let retried: number;
  try {
    const body = retryFilterOf(textOf(form, "filter"));
    retried = (await perform(retryDeadLetters, caller, { body }, keyOf(form))).data.retried;
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await announce({ tone: "info", message: `${retried} ${retried === 1 ? "job is" : "jobs are"} queued again.` });
  redirect(backOf(form));
}

/** Gives one dead letter up. */
export async function discardAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  let letter: DeadLetter;
  try {
    const body = { reason: values["reason"] ?? "" };
    letter = (await perform(discardDeadLetter, caller, { path: pathOf(form), body })).data;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({ tone: "warning", message: "The dead letter is discarded.", link: auditLink(letter.jobId) });
  redirect(backOf(form));
}
