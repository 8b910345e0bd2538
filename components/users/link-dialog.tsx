"use client";
import { type ReactNode, useActionState, useEffect, useRef } from "react";
import { StepUpPrompt } from "#components/auth/step-up-prompt";
import { ButtonLink } from "#components/ui/button";
import { Dialog, DialogActions } from "#components/ui/dialog";
import { ErrorSummary } from "#components/ui/error-summary";
import { TextareaField } from "#components/ui/fields";
import type { FormState } from "#components/ui/form-state";
import { SubmitButton } from "#components/ui/submit-button";
import { OneTimeLink } from "./one-time-link.tsx";

/** As a form that stays open; once it worked, what must be shown once. */
export interface LinkState extends FormState {
  readonly link?: { readonly token: string | undefined; readonly isMailed: boolean } | undefined;
}

interface LinkDialogProps {
  readonly purpose: "invite" | "reset";
  readonly title: string;
  readonly description: ReactNode;
  readonly userId: string;
  readonly closeHref: string;
  readonly action: (state: LinkState, form: FormData) => Promise<LinkState>;
}

const WORDS = {
  invite: {
    label: "invite token",
    page: "/accept-invite",
    pageName: "Accept an invitation",
    danger: "Whoever has it can activate the account.",
    confirm: "Invite again",
    pending: "Inviting…",
  },
  reset: {
    label: "reset token",
    page: "/reset-password",
    pageName: "Choose a new password",
    danger: "Whoever has it can sign in with the account.",
    confirm: "Reset password",
    pending: "Starting…",
  },
} as const;

/** Asks before a one-time link is made; afterwards shows its token in the question's place. */
export function LinkDialog({ purpose, title, description, userId, closeHref, action }: LinkDialogProps) {
  const [state, submit] = useActionState(action, {});
  const { confirm, pending, ...words } = WORDS[purpose];
  if (state.link) {
    return (
      <Dialog title={title} closeHref={closeHref}>
        <Made>
          <OneTimeLink token={state.link.token} {...words} />
          <DialogActions>
            <ButtonLink href={closeHref} scroll={false} replace variant="primary">
              Done
            </ButtonLink>
          </DialogActions>
        </Made>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} description={description} closeHref={closeHref}>
      <form action={submit} className="flex flex-col gap-4">
        <ErrorSummary message={state.error} fields={state.fields} labels={{ reason: "Reason" }}>
          <StepUpPrompt wanted={state.stepUp} />
        </ErrorSummary>
        <input type="hidden" name="userId" value={userId} />
        <input type="hidden" name="purpose" value={purpose} />
        <TextareaField
          name="reason"
          label="Reason"
          help="Kept in the audit log. No names or e-mail addresses."
          rows={2}
          maxLength={500}
          defaultValue={state.values?.["reason"]}
          error={state.fields?.["reason"]}
        />
        <DialogActions>
          <ButtonLink href={closeHref} scroll={false} replace data-autofocus>
            Cancel
          </ButtonLink>
          <SubmitButton variant="primary" pendingLabel={pending}>
            {confirm}
          </SubmitButton>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Takes focus, since it replaces the form that had it. */
function Made({ children }: { readonly children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div ref={ref} tabIndex={-1} role="status" className="flex flex-col gap-4 outline-none">
      {children}
    </div>
  );
}
