"use server";

import { redirect } from "next/navigation";
import { announce } from "#app/_support/announce.ts";
import { failedForm, fieldsOf } from "#app/_support/form.ts";
import type { FactorState } from "#components/second-factor/state";
import { enrollingCaller } from "#lib/auth/console";
import { disableTotp, renewTotpCodes, startTotp, verifyTotp } from "#lib/auth/second-factor/operations";
import { perform } from "#lib/operation/perform";
import { qrCode } from "./qr-code.ts";

/** Begins to set up an authenticator app, or with a code confirms it. The secret goes into the answer and nowhere else. */
export async function setUp(state: FactorState, form: FormData): Promise<FactorState> {
  const caller = await enrollingCaller();
  try {
    if (form.get("intent") !== "confirm") {
      const { secret, otpauthUrl } = (await perform(startTotp, caller, {})).data;
      return { secret, otpauthUrl, qr: qrCode(otpauthUrl) };
    }
    const { recoveryCodes } = (await perform(verifyTotp, caller, { body: bodyOf(form) })).data;
    return { recoveryCodes };
  } catch (thrown) {
    const { error, fields } = failedForm(thrown, caller);
    return { ...state, error, fields };
  }
}

/** Gives new recovery codes for a code. */
export async function renewCodes(_state: FactorState, form: FormData): Promise<FactorState> {
  const caller = await enrollingCaller();
  try {
    const { recoveryCodes } = (await perform(renewTotpCodes, caller, { body: bodyOf(form) })).data;
    return { recoveryCodes };
  } catch (thrown) {
    return failedForm(thrown, caller);
  }
}

/** Removes the second factor for a code. */
export async function turnOff(_state: FactorState, form: FormData): Promise<FactorState> {
  const caller = await enrollingCaller();
  try {
    await perform(disableTotp, caller, { body: bodyOf(form, "removal") });
  } catch (thrown) {
    const { error, fields } = failedForm(thrown, caller);
    return { error, ...(fields && { fields: { removal: fields["totp"] ?? "" } }) };
  }
  await announce({ tone: "warning", message: "The second factor is removed. The password alone signs you in." });
  redirect("/console/account");
}

const bodyOf = (form: FormData, field = "totp") => ({ totp: fieldsOf(form, [field])[field] ?? "" });
