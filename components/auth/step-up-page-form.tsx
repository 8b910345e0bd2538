"use client";
import { useCallback } from "react";
import { ButtonLink, buttonStyles } from "#components/ui/button";
import { StepUpForm } from "./step-up-form.tsx";
import type { StepUpAction } from "./step-up-state.tsx";

interface StepUpPageFormProps {
  readonly action: StepUpAction;
  readonly methods: readonly string[];
  readonly providerHref: string;
  /** What was asked for: a page or a file; none where a form in another tab waits. */
  readonly next: string | undefined;
  /** The page to go back to. */
  readonly back: string;
  readonly isDone: boolean;
}

/** The confirmation as a page: goes on to what was asked for, by itself where scripts run. */
export function StepUpPageForm({ action, methods, providerHref, next, back, isDone }: StepUpPageFormProps) {
  // A file leaves the page as it is, so that what follows stays in sight.
  const goOn = useCallback(() => {
    if (next !== undefined) window.location.assign(next);
  }, [next]);
  const done = <Done next={next} back={back} />;
  return isDone ? (
    done
  ) : (
    <StepUpForm
      action={action}
      methods={methods}
      provider={{ href: providerHref, isBeside: false }}
      onDone={goOn}
      done={done}
      cancel={<ButtonLink href={back}>Cancel</ButtonLink>}
    />
  );
}

function Done({ next, back }: Pick<StepUpPageFormProps, "next" | "back">) {
  return (
    <div className="flex flex-col gap-4">
      <p role="status">
        {next === undefined
          ? "It is you. Go back to the other tab and send the form again."
          : "It is you. Go on with what you were about to do; a file begins to download."}
      </p>
      <p className="flex flex-wrap gap-2">
        {next === undefined ? null : (
          <a href={next} className={buttonStyles({ variant: "primary" })}>
            Go on
          </a>
        )}
        <ButtonLink href={back}>Back</ButtonLink>
      </p>
    </div>
  );
}
