"use client";
import { useActionState } from "react";
import { CodeForm } from "./code-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import type { FactorAction } from "./state.tsx";

interface ManageProps {
  readonly renew: FactorAction;
  readonly turnOff: FactorAction;
  readonly recoveryCodesLeft: number;
  readonly isRequired: boolean;
  readonly continueHref: string;
}

/** What can be done about a second factor that is in use; each act wants a code. */
export function Manage({ renew, turnOff, recoveryCodesLeft, isRequired, continueHref }: ManageProps) {
  const [renewed, submitRenewal] = useActionState(renew, {});
  const [removal, submitRemoval] = useActionState(turnOff, {});
  if (renewed.recoveryCodes) {
    return (
      <RecoveryCodes heading="Your new recovery codes" codes={renewed.recoveryCodes} continueHref={continueHref} />
    );
  }
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="renew" className="flex flex-col gap-3">
        <h2 id="renew" className="font-semibold text-lg">
          Recovery codes
        </h2>
        <p className="text-muted text-sm">
          {recoveryCodesLeft} of 10 are left. New ones make the earlier ones worthless.
        </p>
        <CodeForm
          submit={submitRenewal}
          state={renewed}
          label="Code"
          help="Six digits from the app, or a recovery code."
          submitLabel="Get new recovery codes"
          pendingLabel="Making…"
          variant="secondary"
        />
      </section>
      <section aria-labelledby="turn-off" className="flex flex-col gap-3">
        <h2 id="turn-off" className="font-semibold text-lg">
          Remove the second factor
        </h2>
        <p className="text-muted text-sm">
          {isRequired
            ? "For another telephone: your role must use a second factor, so you set up the next one at once."
            : "The password alone signs you in afterwards."}
        </p>
        <CodeForm
          submit={submitRemoval}
          state={removal}
          name="removal"
          label="Code to remove it"
          help="Six digits from the app, or a recovery code."
          submitLabel="Remove second factor"
          pendingLabel="Removing…"
          variant="danger"
        />
      </section>
    </div>
  );
}
