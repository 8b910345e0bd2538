"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { failedVersion, mergedFields, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { Flash } from "#components/ui/flash";
import type { FormState, VersionedFormState } from "#components/ui/form-state";
import type { RotateState } from "#components/webhooks/rotate-dialog";
import type { CreateWebhookState } from "#components/webhooks/webhook-forms";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { redeliverWebhook, testWebhook } from "#lib/webhooks/delivery-operations";
import { createWebhook, deleteWebhook, getWebhook, rotateWebhookSecret, updateWebhook } from "#lib/webhooks/operations";
import type { EventType, Webhook } from "#lib/webhooks/schema";
import { webhookFields } from "./fields.ts";

const EDITABLE = ["url", "description", "events", "isEnabled"] as const;

interface Place {
  readonly tenantId: string;
  readonly webhookId: string;
}

const placeOf = (form: FormData): Place => ({
  tenantId: String(form.get("tenantId") ?? ""),
  webhookId: String(form.get("webhookId") ?? ""),
});
const listHref = ({ tenantId }: Pick<Place, "tenantId">): string => `/console/tenants/${tenantId}?tab=webhooks`;
const hrefOf = ({ tenantId, webhookId }: Place): string => `/console/tenants/${tenantId}/webhooks/${webhookId}`;
const keyOf = (form: FormData) => ({ idempotencyKey: String(form.get("key") ?? "") || undefined });

const say = (tone: Flash["tone"], message: string, { webhookId }: Pick<Place, "webhookId">): Promise<void> =>
  announce({ tone, message, link: auditLink(webhookId) });

/** The ticked boxes, as the operation's schema will judge them. */
const eventsOf = (text: string): EventType[] => text.split(",").filter((type) => type !== "") as EventType[];

/** `events.0` is one of the boxes. */
const byControl = ({ fields, ...state }: FormState): FormState => ({
  ...state,
  ...(fields && {
    fields: Object.fromEntries(Object.entries(fields).map(([name, why]) => [name.replace(/\..*/, ""), why])),
  }),
});

/** Creates the webhook. Its secret goes into the answer and nowhere else. */
export async function createWebhookAction(_state: CreateWebhookState, form: FormData): Promise<CreateWebhookState> {
  const caller = await pageCaller();
  const { tenantId } = placeOf(form);
  const values = { ...fieldsOf(form, ["url", "description"]), events: form.getAll("events").map(String).join() };
  const { url = "", description } = fieldsOf(form, ["url", "description"]);
  try {
    const body = { url, events: eventsOf(values.events), description };
    const { data } = await perform(createWebhook, caller, { path: { tenantId }, body }, keyOf(form));
    return { created: { href: hrefOf({ tenantId, webhookId: data.webhookId }), secret: data.secret } };
  } catch (thrown) {
    // An answer, refusals included, is remembered under its key: the corrected form needs a new one.
    return { ...byControl(failedForm(thrown, caller, values)), key: crypto.randomUUID() };
  }
}

/** Saves the webhook on the version that the form was opened on. */
export async function updateWebhookAction(_state: VersionedFormState, form: FormData): Promise<VersionedFormState> {
  const caller = await pageCaller();
  const place = placeOf(form);
  const values = mergedFields(form, EDITABLE);
  const { url = "", description = "", events = "" } = values;
  try {
    const body = { url, description, events: eventsOf(events), isEnabled: values["isEnabled"] === "on" };
    await perform(updateWebhook, caller, { path: place, body }, { ifMatch: [versionOf(form)] });
  } catch (thrown) {
    const failed = await failedVersion(thrown, caller, form, values, async () => {
      const current = await perform(getWebhook, caller, { path: place });
      return { values: webhookFields(current.data), version: current.version ?? 0 };
    });
    return { ...failed, ...byControl(failed) };
  }
  await say("success", "The webhook has been saved.", place);
  redirect(hrefOf(place));
}

/** Enables a webhook, or disables it. */
export async function switchWebhookAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const place = placeOf(form);
  const isEnabled = form.get("isEnabled") === "true";
  let webhook: Webhook;
  try {
    const options = { ifMatch: [versionOf(form)] };
    webhook = (await perform(updateWebhook, caller, { path: place, body: { isEnabled } }, options)).data;
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await say("success", webhook.isEnabled ? "The webhook is enabled." : "The webhook is disabled.", place);
  redirect(hrefOf(place));
}

/** Queues a test. */
export async function testWebhookAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const place = placeOf(form);
  try {
    await perform(testWebhook, caller, { path: place }, keyOf(form));
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await say("info", "A test is on its way. What became of it stands below.", place);
  redirect(hrefOf(place));
}

/** Queues a delivery's event again. */
export async function redeliverAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const place = placeOf(form);
  const deliveryId = String(form.get("deliveryId") ?? "");
  try {
    await perform(redeliverWebhook, caller, { path: { ...place, deliveryId } }, keyOf(form));
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
  await say("info", "The event is on its way again.", place);
  redirect(hrefOf(place));
}

/** Replaces the signing secret. The new one goes into the answer and nowhere else. */
export async function rotateSecretAction(_state: RotateState, form: FormData): Promise<RotateState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["overlapHours"]);
  try {
    const body = { overlapHours: Number(values["overlapHours"]) };
    const options = { ...keyOf(form), ifMatch: [versionOf(form)] };
    const { data } = await perform(rotateWebhookSecret, caller, { path: placeOf(form), body }, options);
    return { secret: data.secret };
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
}

/** Deletes the webhook and the record of what it was sent. */
export async function deleteWebhookAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const place = placeOf(form);
  const values = fieldsOf(form, ["reason"]);
  try {
    const body = values["reason"]?.trim() ? { reason: values["reason"] } : {};
    await perform(deleteWebhook, caller, { path: place, body }, { ifMatch: [versionOf(form)] });
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await say("warning", "The webhook has been deleted.", place);
  redirect(listHref(place));
}
