"use server";

import { redirect } from "next/navigation";
import { announce } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import { bulkName } from "#components/bulk/wording";
import type { FormState } from "#components/ui/form-state";
import { hrefWith } from "#components/ui/href";
import { pageCaller } from "#lib/auth/console";
import { cancelBulkOperation, selectRows, startBulkOperation } from "#lib/bulk/operations";
import { BULK_OPERATIONS, type BulkOperation } from "#lib/bulk/schema";
import { perform } from "#lib/operation/perform";

/** The list that the rows are of, within the console and nowhere else. */
function listOf(form: FormData): string {
  const at = String(form.get("at") ?? "");
  return /^\/console\/[\w/?&=%.+*~-]*$/.test(at) ? at : "/console";
}

const operationOf = (form: FormData) => BULK_OPERATIONS.find((name) => name === form.get("operation"));

/** Opens the dialog for the ticked rows, or with `everything` for all that the filters find: those are counted and signed first. */
export async function openBulkAction(form: FormData): Promise<void> {
  const caller = await pageCaller();
  const at = listOf(form);
  const operation = operationOf(form);
  const ids = form.getAll("id").map(String);
  if (operation === undefined || (ids.length === 0 && form.get("everything") === null)) {
    await announce({ tone: "warning", message: "Select at least one row." });
    redirect(at);
  }
  if (form.get("everything") === null) {
    redirect(hrefWith(at, { bulk: operation, ids: ids.join(".") }));
  }
  let selection: string;
  try {
    const { data } = await perform(selectRows, caller, { body: { operation, filter: filterOf(form) } });
    selection = data.selectionToken;
  } catch (thrown) {
    const { error = "", fields = {} } = failedForm(thrown, caller);
    await announce({ tone: "danger", message: Object.values(fields)[0] ?? error });
    redirect(at);
  }
  redirect(hrefWith(at, { bulk: operation, selection }));
}

function filterOf(form: FormData): Record<string, string> {
  try {
    return JSON.parse(String(form.get("filter")));
  } catch {
    return {};
  }
}

/** Starts the job and leads to its progress; the key minted with the dialog makes a double submit harmless. */
export async function startBulkAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const total = form.get("confirmTotal");
  if (total !== null && String(form.get("confirm") ?? "").trim() !== total) {
    const fields = { confirm: "Does not match the number of rows" };
    return { error: "Nothing was started. Check the fields below.", fields, values };
  }
  let started: BulkOperation;
  try {
    const operation = operationOf(form) ?? "lockUsers";
    const ids = String(form.get("ids") ?? "");
    const rows = ids === "" ? { selectionToken: String(form.get("selection") ?? "") } : { ids: ids.split(".") };
    const body = { operation, reason: values["reason"] ?? "", ...rows };
    const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
    started = (await perform(startBulkOperation, caller, { body }, { idempotencyKey })).data;
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({ tone: "info", message: `“${bulkName(started.operation)}” has been started.` });
  redirect(`/console/bulk/${started.bulkOperationId}`);
}

/** Ends it before its last row. */
export async function cancelBulkAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["reason"]);
  const bulkOperationId = String(form.get("bulkOperationId") ?? "");
  try {
    const body = values["reason"]?.trim() ? { reason: values["reason"] } : {};
    await perform(cancelBulkOperation, caller, { path: { bulkOperationId }, body });
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({ tone: "warning", message: "Cancelled. Rows that it was done to stay as they are." });
  redirect(`/console/bulk/${bulkOperationId}`);
}
