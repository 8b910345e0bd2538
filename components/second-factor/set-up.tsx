"use client";
import { type ReactNode, useActionState } from "react";
import { CopyableId } from "#components/ui/copyable-id";
import { ErrorSummary } from "#components/ui/error-summary";
import { SubmitButton } from "#components/ui/submit-button";
import { CodeForm } from "./code-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";
import type { FactorAction, FactorState, QrCode } from "./state.tsx";

interface SetUpProps {
  readonly action: FactorAction;
  readonly continueHref: string;
  /** Shown instead once a second factor is there, unless it was set up just now. */
  readonly children: ReactNode;
  readonly isEnrolled: boolean;
}

/** Sets up an authenticator app: scan, confirm with a code, keep the recovery codes. */
export function SetUp({ action, continueHref, isEnrolled, children }: SetUpProps) {
  const [state, submit] = useActionState(action, {});
  if (state.recoveryCodes) {
    return (
      <RecoveryCodes heading="Your second factor is set up" codes={state.recoveryCodes} continueHref={continueHref} />
    );
  }
  if (isEnrolled) {
    return children;
  }
  if (state.secret !== undefined && state.qr) {
    return <Scan state={state} secret={state.secret} qr={state.qr} submit={submit} />;
  }
  return (
    <form action={submit} className="flex flex-col gap-4">
      <ErrorSummary title="That did not work" message={state.error} fields={state.fields} />
      <ol className="list-decimal space-y-1 pl-5 text-sm">
        <li>Have an authenticator app at hand: any that shows six digits will do.</li>
        <li>Scan a QR code with it, or type a key.</li>
        <li>Confirm with the first code, and keep the recovery codes.</li>
      </ol>
      <SubmitButton variant="primary" size="lg" pendingLabel="One moment…">
        Set up an authenticator app
      </SubmitButton>
    </form>
  );
}

interface ScanProps {
  readonly state: FactorState;
  readonly secret: string;
  readonly qr: QrCode;
  readonly submit: (form: FormData) => void;
}

function Scan({ state, secret, qr, submit }: ScanProps) {
  return (
    <div className="flex flex-col gap-5">
      <figure className="flex flex-col items-center gap-3">
        <Square {...qr} />
        <figcaption className="text-center text-muted text-sm">
          Scan it with the app, or{" "}
          <a href={state.otpauthUrl} className="link">
            open the app on this device
          </a>
          .
        </figcaption>
      </figure>
      <div className="rounded-lg border border-line bg-canvas p-3">
        <p className="text-muted text-xs">Key to type instead</p>
        <CopyableId value={secret} label="key" className="[&_code]:whitespace-normal [&_code]:break-all" />
      </div>
      <CodeForm
        submit={submit}
        state={state}
        label="Code from the app"
        help="The six digits that it shows now."
        submitLabel="Confirm"
        pendingLabel="Confirming…"
      >
        <input type="hidden" name="intent" value="confirm" />
      </CodeForm>
    </div>
  );
}

/** White with a margin of four modules in any theme: readers need both. */
function Square({ size, path }: QrCode) {
  return (
    <svg
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label="QR code of the key below"
      shapeRendering="crispEdges"
      className="size-52 rounded-lg border border-line"
    >
      <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
