"use server";

import { redirect } from "next/navigation";
import { announce } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { formatCount } from "#components/ui/format";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { reviewNotification, reviewNotifications } from "#lib/queue/review-operations";
import { PATH } from "./place.ts";

/** Where the form was opened, if that was this page. */
const backOf = (form: FormData): string => {
  const back = String(form.get("back") ?? "");
  return back.startsWith(`${PATH}?`) ? back : PATH;
};

/** Reviews one alert with a note, or with `intent=take-back` takes the review back. */
export async function reviewAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const id = String(form.get("id") ?? "");
  const values = fieldsOf(form, ["notes"]);
  const isTakenBack = form.get("intent") === "take-back";
  try {
    const body = isTakenBack ? { reviewed: false } : { reviewed: true, notes: values["notes"]?.trim() ?? "" };
    await perform(reviewNotification, caller, { path: { id }, body });
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({
    tone: "success",
    message: isTakenBack
      ? "Your review has been taken back."
      : "Your review is noted. The alert stays open until its cause is gone.",
  });
  redirect(backOf(form));
}

/** Reviews the alerts that the dialog was opened for. */
export async function bulkReviewAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["action", "context"]);
  const ids = String(form.get("ids") ?? "")
    .split(".")
    .filter(Boolean);
  const context = values["context"]?.trim();
  let reviewed: number;
  try {
    const body = { ids, action: values["action"] ?? "", ...(context && { context }) };
    const { data } = await perform(reviewNotifications, caller, { body });
    reviewed = data.reviewed;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({
    tone: "success",
    message: `${formatCount(reviewed)} ${reviewed === 1 ? "alert is" : "alerts are"} reviewed by you. None of them is resolved by that.`,
  });
  redirect(backOf(form));
}
