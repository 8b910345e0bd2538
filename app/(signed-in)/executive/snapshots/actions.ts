"use server";

import { redirect } from "next/navigation";
import { announce } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FormState } from "#components/ui/form-state";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { captureSnapshot } from "#lib/snapshots/operations";
import { snapshotNumber } from "#lib/snapshots/wording";
import { SNAPSHOTS_PATH } from "./place.ts";

/** Takes a snapshot and opens it; the key minted with the form makes a double submit harmless. */
export async function takeSnapshotAction(_state: FormState, form: FormData): Promise<FormState> {
  const caller = await pageCaller();
  const values = fieldsOf(form, ["note"]);
  const tenantId = String(form.get("tenantId") ?? "");
  let id: string;
  let number: string;
  try {
    const idempotencyKey = String(form.get("idempotencyKey") ?? "") || undefined;
    const note = values["note"]?.trim() ? values["note"] : null;
    const { data } = await perform(captureSnapshot, caller, { path: { tenantId }, body: { note } }, { idempotencyKey });
    id = data.snapshot_id;
    number = snapshotNumber(data.tenant.code, data.number);
  } catch (thrown) {
    return failedForm(thrown, caller, values);
  }
  await announce({ tone: "success", message: `Snapshot ${number} has been taken.` });
  return redirect(`${SNAPSHOTS_PATH}/${id}`);
}
