"use server";

import { redirect } from "next/navigation";
import { announce, auditLink } from "#app/_support/announce.ts";
import { dialogVersion, failedVersion, mergedFields, openedVersion, versionOf } from "#app/_support/conflict.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { TenantFormState } from "#components/tenants/tenant-form-state";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { dryRun, perform } from "#lib/operation/perform";
import { createTenant, deleteTenant, getTenant, setTenantStatus, updateTenant } from "#lib/tenants/operations";
import type { Tenant } from "#lib/tenants/schema";

const FIELDS = ["name", "code", "timezone", "currency", "segment", "plan"] as const;

const hrefOf = (tenantId: string): string => `/console/tenants/${tenantId}`;

/** An empty choice means none. */
const orNull = <T extends string>(value: string | undefined): T | null =>
  value === undefined || value === "" ? null : (value as T);

/** Creates the tenant; the key minted with the form makes a double submit harmless. */
export async function createTenantAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, FIELDS);
  const isActive = form.get("isActive") === "on";
  let created: Tenant;
  try {
    const { name = "", code = "", timezone = "", currency = "" } = values;
    const body = {
      name,
      code,
      timezone,
      currency,
      isActive,
      segment: orNull<never>(values["segment"]),
      plan: orNull<never>(values["plan"]),
    };
    const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
    created = (await perform(createTenant, caller, { body }, { idempotencyKey })).data;
  } catch (thrown) {
    return failedForm(thrown, caller, { ...values, isActive: isActive ? "on" : "" });
  }
  await announce({ tone: "success", message: `${created.name} has been created.`, link: auditLink(created.tenantId) });
  redirect(hrefOf(created.tenantId));
}

/** What the edit form can change. */
const EDITABLE = ["name", "timezone", "currency", "segment", "plan"] as const;

/** Saves the tenant, or with `intent=review` only shows what saving would change. */
export async function updateTenantAction(_state: TenantFormState, form: FormData): Promise<TenantFormState> {
  const caller = await pageCaller();
  const values = mergedFields(form, EDITABLE);
  const tenantId = String(form.get("tenantId") ?? "");
  const { name = "", timezone = "", currency = "" } = values;
  const body = {
    name,
    timezone,
    currency,
    segment: orNull<never>(values["segment"]),
    plan: orNull<never>(values["plan"]),
  };
  const input = { path: { tenantId }, body };
  const options = { ifMatch: [versionOf(form)] };
  let moved: number;
  try {
    if (form.get("intent") === "review") {
      const { data } = await dryRun(updateTenant, caller, input, options);
      const review = { before: editable(data.before), after: editable(data.after), cascade: data.cascade };
      return { values, ...openedVersion(form), review };
    }
    moved = (await perform(updateTenant, caller, input, options)).data.rescheduledJobs;
  } catch (thrown) {
    return failedVersion(thrown, caller, form, values, async () => {
      const current = await perform(getTenant, caller, { path: { tenantId } });
      const theirs = Object.entries(editable(current.data)).map(([field, value]) => [field, String(value ?? "")]);
      return { values: Object.fromEntries(theirs), version: current.version ?? 0 };
    });
  }
  const jobs =
    moved === 0 ? "" : ` ${moved} scheduled ${moved === 1 ? "job was" : "jobs were"} moved to the new time zone.`;
  await announce({ tone: "success", message: `${name} has been saved.${jobs}`, link: auditLink(tenantId) });
  redirect(hrefOf(tenantId));
}

/** The fields that the form can change. */
function editable(tenant: object | null): Record<string, unknown> {
  const all: Record<string, unknown> = { ...tenant };
  return Object.fromEntries(EDITABLE.map((field) => [field, all[field] ?? null]));
}

/** Suspends or activates, with a reason. */
export async function changeStatusAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const tenantId = String(form.get("tenantId") ?? "");
  const isActive = form.get("isActive") === "true";
  let name: string;
  try {
    const body = { isActive, reason: values["reason"] ?? "" };
    name = (await perform(setTenantStatus, caller, { path: { tenantId }, body }, dialogVersion(form))).data.name;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  const message = isActive ? `${name} is active again.` : `${name} is suspended. Its users have been signed out.`;
  await announce({ tone: isActive ? "success" : "warning", message, link: auditLink(tenantId) });
  redirect(hrefOf(tenantId));
}

/** Deletes for good after its code has been typed. */
export async function deleteTenantAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const tenantId = String(form.get("tenantId") ?? "");
  if (String(form.get("confirm") ?? "").trim() !== form.get("code")) {
    return {
      error: "Nothing was deleted. Check the fields below.",
      fields: { confirm: "Does not match the code" },
      values,
    };
  }
  try {
    const reason = values["reason"]?.trim() ? { reason: values["reason"] } : {};
    await perform(
      deleteTenant,
      caller,
      { path: { tenantId }, query: { confirm: "true" }, body: reason },
      dialogVersion(form),
    );
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({
    tone: "warning",
    message: `${String(form.get("code"))} has been deleted. Its data is kept for audit.`,
    link: auditLink(tenantId),
  });
  redirect("/console/tenants");
}
