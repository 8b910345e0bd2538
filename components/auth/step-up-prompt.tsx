"use client";
import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Button } from "#components/ui/button";
import { IconButton } from "#components/ui/icon-button";
import { StepUpForm } from "./step-up-form.tsx";
import type { StepUpAction, StepUpWanted } from "./step-up-state.tsx";

interface Surroundings {
  readonly action: StepUpAction;
  /** Sends the form again that was sent last, by the same button. */
  readonly sendAgain: () => void;
}

const StepUpContext = createContext<Surroundings | null>(null);

const IN_DIALOG = "data-step-up";

/** Lets every form below ask for a confirmation, and remembers which was sent last. */
export function StepUpProvider({ action, children }: { readonly action: StepUpAction; readonly children: ReactNode }) {
  const last = useRef<{ readonly form: HTMLFormElement; readonly submitter: HTMLElement | null } | null>(null);
  useEffect(() => {
    const remember = ({ target, submitter }: SubmitEvent) => {
      if (target instanceof HTMLFormElement && target.closest(`[${IN_DIALOG}]`) === null)
        last.current = { form: target, submitter };
    };
    document.addEventListener("submit", remember, true);
    return () => document.removeEventListener("submit", remember, true);
  }, []);
  const sendAgain = useCallback(() => {
    const { form, submitter } = last.current ?? {};
    if (form?.isConnected) form.requestSubmit(submitter?.isConnected === true ? submitter : null);
  }, []);
  return <StepUpContext value={{ action, sendAgain }}>{children}</StepUpContext>;
}

/**
 * In the error summary of a form that was refused for want of a confirmation: a dialog over the page, after which the same form is
 * sent again. Without scripts a link to the page that asks the same, in a new tab, so that nothing typed is lost.
 */
export function StepUpPrompt({ wanted }: { readonly wanted: StepUpWanted | undefined }) {
  const surroundings = useContext(StepUpContext);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(wanted !== undefined), [wanted]);
  if (wanted === undefined || surroundings === null) return null;
  return (
    <div className="mt-1.5">
      <p className="no-js:hidden">
        <Button size="sm" onClick={() => setOpen(true)}>
          Confirm that it is you
        </Button>
      </p>
      <p className="hidden no-js:block">
        <a href="/step-up" target="_blank" rel="noopener" className="link">
          Confirm that it is you
        </a>{" "}
        in a new tab, then send this form again.
      </p>
      {isOpen
        ? createPortal(<StepUpDialog wanted={wanted} {...surroundings} close={() => setOpen(false)} />, document.body)
        : null}
    </div>
  );
}

type StepUpDialogProps = Surroundings & { readonly wanted: StepUpWanted; readonly close: () => void };

function StepUpDialog({ wanted, action, sendAgain, close }: StepUpDialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("input, a")?.focus();
    return () => dialog?.close();
  }, []);
  const onDone = useCallback(() => {
    close();
    sendAgain();
  }, [close, sendAgain]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-what`}
      className="dialog"
      onCancel={close}
      {...{ [IN_DIALOG]: "" }}
    >
      <div className="flex items-start justify-between gap-4 px-5 pt-4">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="font-semibold text-lg tracking-tight">
            Confirm that it is you
          </h2>
          <p id={`${id}-what`} className="mt-0.5 text-muted text-sm">
            This is about {wanted.what}. What you have entered stays, and is sent once you have confirmed.
          </p>
        </div>
        <IconButton label="Close" size="sm" onClick={close} className="-mr-1.5">
          <X aria-hidden="true" />
        </IconButton>
      </div>
      <div className="px-5 pt-3 pb-5">
        <StepUpForm
          action={action}
          methods={wanted.methods}
          provider={{ href: "/step-up/single-sign-on", isBeside: true }}
          onDone={onDone}
          done={null}
          cancel={<Button onClick={close}>Cancel</Button>}
        />
      </div>
    </dialog>
  );
}
