import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlStyles } from "./input.tsx";

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean | undefined;
}

type SelectProps = ComponentProps<"select"> & {
  readonly options: readonly SelectOption[];
  /** Shown first with an empty value. */
  readonly placeholder?: string | undefined;
};

/** A native select: it works without scripts and with every assistive technology. */
export function Select({ options, placeholder, className, ...props }: SelectProps) {
  return (
    <span className={clsx("relative inline-block min-w-0", className ?? "w-full")}>
      <select className={clsx(controlStyles, "h-control appearance-none truncate pr-8")} {...props}>
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-subtle"
      />
    </span>
  );
}
