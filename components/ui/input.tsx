import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** Class names shared by every text-like form control. */
export const controlStyles =
  "w-full min-w-0 rounded-md border border-control bg-raised px-2.5 text-sm text-ink shadow-xs placeholder:text-subtle hover:border-muted focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted [&[readonly]]:bg-sunken [&[readonly]]:text-muted aria-invalid:border-danger-solid";

interface InputExtras {
  /** Sets identifiers and codes in the monospaced face. */
  readonly mono?: boolean | undefined;
}

/** A single-line text field; use `TextField` for one with label, help and error. */
export function Input({ className, mono = false, ...props }: ComponentProps<"input"> & InputExtras) {
  return <input className={clsx(controlStyles, "h-control", mono && "font-mono", className)} {...props} />;
}
