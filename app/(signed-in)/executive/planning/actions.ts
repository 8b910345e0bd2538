"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { dialogVersion, failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import { type FieldSpec, PLANNING_FIELDS } from "#components/planning/form-fields";
import type { RecordFormState } from "#components/planning/record-form-state";
import { KIND_WORDS, PLANNING_KINDS, type PlanningKind } from "#components/planning/wording";
import type { FormState } from "#components/ui/form-state";
import { listAuditLogs } from "#lib/audit/operations";
import { pageCaller } from "#lib/auth/console";
import { can } from "#lib/operation/authorize";
import type { Caller } from "#lib/operation/operation";
import { KINDS, PATH } from "./kinds.ts";

type Values = Readonly<Record<string, string>>;

const kindOf = (form: FormData): PlanningKind =>
  PLANNING_KINDS.find((kind) => kind === form.get("record")) ?? "initiatives";

/** Where the form was opened, if that was this page. */
const backOf = (form: FormData): string => {
  const back = String(form.get("back") ?? "");
  return back.startsWith(`${PATH}?`) ? back : PATH;
};

/** A field as the API takes it: an empty one is none, a required one is missed. */
function wireOf({ control, required }: FieldSpec, text: string): unknown {
  if (text === "") return required ? undefined : null;
  return control === "number" ? Number(text) : text;
}

/** A review names its subject as `decision:…` or `initiative:…`. */
function bodyOf(kind: PlanningKind, values: Values): Record<string, unknown> {
  const fields = PLANNING_FIELDS[kind].map((field) => [field.name, wireOf(field, values[field.name] ?? "")] as const);
  if (kind !== "reviews") return Object.fromEntries(fields);
  const { subject, ...body } = Object.fromEntries(fields);
  const [of, id = ""] = String(subject ?? "").split(":");
  return { ...body, decision_id: of === "decision" ? id : null, initiative_id: of === "initiative" ? id : null };
}

/** What is wrong with a review's subject is wrong with the field that names it. */
const byControl = <S extends FormState>({ fields, ...state }: S) => ({
  ...state,
  ...(fields && {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, why]) => [/^(decision|initiative)_id$/.test(name) ? "subject" : name, why]),
    ),
  }),
});

/** The fields of a record as texts, as its form writes them. */
const textsOf = (record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, String(record[name] ?? "")]));

async function announceFor(caller: Caller, tone: "success" | "warning", message: string, id: string): Promise<void> {
  const link = can(caller.actor, listAuditLogs.policy) ? { link: auditLink(id) } : {};
  await announce({ tone, message, ...link });
}

/** Enters a record; the key minted with the form makes a double submit harmless. */
export async function createRecordAction(_state: RecordFormState, form: FormData): Promise<RecordFormState> {
  const caller = await pageCaller();
  const kind = kindOf(form);
  const names = PLANNING_FIELDS[kind].map(({ name }) => name);
  const values = fieldsOf(form, names);
  let id: string;
  try {
    const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
    id = await KINDS[kind].create(caller, bodyOf(kind, values), { idempotencyKey });
  } catch (thrown) {
    return byControl(failedForm(thrown, caller, values));
  }
  await announceFor(caller, "success", `The ${KIND_WORDS[kind].one} has been entered.`, id);
  redirect(backOf(form));
}

/** Saves a record, or with `intent=review` only shows what saving would change. */
export async function updateRecordAction(_state: RecordFormState, form: FormData): Promise<RecordFormState> {
  const caller = await pageCaller();
  const kind = kindOf(form);
  const id = String(form.get("id") ?? "");
  const names = PLANNING_FIELDS[kind].filter(({ isFixed }) => !isFixed).map(({ name }) => name);
  const values = mergedFields(form, names);
  const body = bodyOf(kind, { ...values, subject: values["subject"] ?? String(form.get("fixedSubject") ?? "") });
  const options = { ifMatch: [versionOf(form)] };
  try {
    if (form.get("intent") === "review") {
      const { data } = await KINDS[kind].rehearseUpdate(caller, id, body, options);
      const review = { before: textsOf(data.before ?? {}, names), after: textsOf(data.after ?? {}, names) };
      return { values, ...openedVersion(form), review };
    }
    await KINDS[kind].update(caller, id, body, options);
  } catch (thrown) {
    const failed = await failedVersion(thrown, caller, form, values, async () => {
      const { record, version } = await KINDS[kind].read(caller, id);
      return { values: textsOf(record, names), version };
    });
    return byControl(failed);
  }
  await announceFor(caller, "success", `The ${KIND_WORDS[kind].one} has been saved.`, id);
  redirect(backOf(form));
}

/** Deletes a record; the audit log keeps it. */
export async function deleteRecordAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const kind = kindOf(form);
  const id = String(form.get("id") ?? "");
  const values = fieldsOf(form, ["reason"]);
  try {
    const body = values["reason"]?.trim() ? { reason: values["reason"] } : {};
    await KINDS[kind].remove(caller, id, body, dialogVersion(form));
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announceFor(caller, "warning", `The ${KIND_WORDS[kind].one} has been deleted. The audit log keeps it.`, id);
  redirect(backOf(form));
}
