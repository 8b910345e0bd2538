import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { controlStyles } from "./input.tsx";

/** A multi-line text field that grows with its content where the browser can. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      className={clsx(controlStyles, "field-sizing-content max-h-80 min-h-16 py-1.5 leading-5", className)}
      {...props}
    />
  );
}
