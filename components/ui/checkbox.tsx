import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A bare checkbox; give it a label, or use `CheckboxField`. */
export function Checkbox({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  return <input type="checkbox" className={clsx("size-4 shrink-0 rounded-xs", className)} {...props} />;
}
