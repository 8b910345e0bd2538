"use client";
import { Undo2 } from "lucide-react";
import { type ReactNode, useActionState } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ButtonLink } from "./button.tsx";
import { Dialog, DialogActions } from "./dialog.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { TextareaField, TextField } from "./fields.tsx";
import type { FormAction } from "./form-state.tsx";
import { formatCount } from "./format.tsx";
import { SubmitButton } from "./submit-button.tsx";

export interface Effect {
  readonly label: string;
  readonly count?: number | undefined;
}

interface ConfirmDialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly closeHref: string;
  readonly action: FormAction;
  readonly confirmLabel: string;
  readonly pendingLabel?: string | undefined;
  readonly tone?: "danger" | "primary" | undefined;
  /** Exactly what will happen, counted. */
  readonly effects?: readonly Effect[] | undefined;
  /** Whether it can be undone, how, and until when. */
  readonly reversibility?: string | undefined;
  /** Asks for a reason in the field `reason`, 3 to 500 characters. */
  readonly reason?: "required" | "optional" | undefined;
  /** Irreversible or wide acts only: this text must be typed into the field `confirm`. */
  readonly typeToConfirm?: string | undefined;
  /** Sent along: ids, version, idempotency key. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly children?: ReactNode;
}

const labels = { reason: "Reason", confirm: "Confirmation" };

/** Asks before an act that cannot be undone at a click; focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    description,
    closeHref,
    confirmLabel,
    pendingLabel,
    tone = "danger",
    effects = [],
    values = {},
  } = props;
  const [state, submit] = useActionState(props.action, {});
  return (
    <Dialog title={title} description={description} closeHref={closeHref}>
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={labels}>
          <StepUpPrompt wanted={state.stepUp} />
        </ErrorSummary>
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {effects.length === 0 ? null : <Effects effects={effects} />}
        {props.reversibility === undefined ? null : (
          <p className="flex items-start gap-2 text-muted text-sm">
            <Undo2 aria-hidden="true" className="mt-0.75 size-3.5 shrink-0" />
            {props.reversibility}
          </p>
        )}
        {props.children}
        <Questions {...props} state={state} />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Cancel
          </ButtonLink>
          <SubmitButton variant={tone} pendingLabel={pendingLabel}>
            {confirmLabel}
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Effects({ effects }: { readonly effects: readonly Effect[] }) {
  return (
    <ul aria-label="What will happen" className="divide-y divide-line rounded-lg border border-line text-sm">
      {effects.map((effect) => (
        <li key={effect.label} className="flex items-baseline justify-between gap-4 px-3 py-1.5">
          <span>{effect.label}</span>
          {effect.count === undefined ? null : (
            <span className="figure font-semibold">{formatCount(effect.count)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

type QuestionsProps = Pick<ConfirmDialogProps, "reason" | "typeToConfirm"> & {
  readonly state: Awaited<ReturnType<FormAction>>;
};

function Questions({ reason, typeToConfirm, state }: QuestionsProps) {
  return (
    <>
      {reason === undefined ? null : (
        <TextareaField
          name="reason"
          label="Reason"
          help="Kept in the audit log. No names or e-mail addresses."
          rows={2}
          required={reason === "required"}
          minLength={3}
          maxLength={500}
          defaultValue={state.values?.["reason"]}
          error={state.fields?.["reason"]}
        />
      )}
      {typeToConfirm === undefined ? null : (
        <TextField
          name="confirm"
          label={
            <span>
              Type <code className="figure rounded-sm bg-sunken px-1">{typeToConfirm}</code> to confirm
            </span>
          }
          mono
          required
          autoComplete="off"
          spellCheck={false}
          error={state.fields?.["confirm"]}
        />
      )}
    </>
  );
}
