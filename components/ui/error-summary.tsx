"use client";
import { OctagonAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { fieldId } from "./field.tsx";

interface ErrorSummaryProps {
  readonly title?: string | undefined;
  /** What went wrong as a whole, when it is not about one field. */
  readonly message?: string | undefined;
  /** Message by field name; each line links to its field. */
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** Label by field name, for lines that need the field's own name. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** The problems of a form in one list on top of it, which takes focus after each failed attempt. */
export function ErrorSummary({
  title = "Please check the form",
  message,
  fields = {},
  labels = {},
  children,
}: ErrorSummaryProps) {
  const ref = useRef<HTMLDivElement>(null);
  const entries = Object.entries(fields);
  const shown = message !== undefined || entries.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt brings new objects, and each one takes focus
  useEffect(() => {
    if (shown) ref.current?.focus();
  }, [shown, message, fields]);
  if (!shown) return null;
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="alert"
      // biome-ignore lint/a11y/noAutofocus: without scripts this is what moves focus to the problems
      autoFocus
      className="flex gap-2.5 rounded-lg border border-danger-solid/40 bg-danger-soft px-3 py-2.5 text-sm"
    >
      <OctagonAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0">
        <p className="font-semibold text-danger">{message ?? title}</p>
        {entries.length === 0 ? null : (
          <ul className="mt-1 list-disc pl-4">
            {entries.map(([name, text]) => (
              <li key={name}>
                <a href={`#${fieldId(name)}`} className="link text-danger">
                  {labels[name] === undefined ? text : `${labels[name]}: ${text}`}
                </a>
              </li>
            ))}
          </ul>
        )}
        {children}
      </div>
    </div>
  );
}
