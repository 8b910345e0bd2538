"use client";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { useFormStatus } from "react-dom";
import { Button } from "./button.tsx";

type SubmitButtonProps = ComponentProps<typeof Button> & {
  /** Replaces the label while the form is under way; the width does not change. */
  readonly pendingLabel?: string | undefined;
};

/** Submits its form once: while pending it stays focusable, says so, and swallows further clicks. */
export function SubmitButton({ children, pendingLabel, onClick, ...props }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  const guard = (event: MouseEvent<HTMLButtonElement>) => {
    if (pending) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <Button type="submit" aria-disabled={pending || undefined} onClick={guard} {...props}>
      {pending ? <LoaderCircle aria-hidden="true" data-pending className="animate-spin" /> : null}
      {pending && pendingLabel !== undefined ? pendingLabel : children}
    </Button>
  );
}
