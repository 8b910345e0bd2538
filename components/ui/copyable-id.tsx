"use client";
import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";

interface CopyableIdProps {
  readonly value: string;
  /** What it is, for the button's name: "tenant id". */
  readonly label: string;
  readonly className?: string | undefined;
}

/** An identifier in full, cut off visually where space is short, with a button that copies it. */
export function CopyableId({ value, label, className }: CopyableIdProps) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 1600);
  };
  return (
    <span className={clsx("inline-flex min-w-0 max-w-full items-center gap-0.5 align-bottom", className)}>
      <code title={value} className="figure min-w-0 truncate text-muted">
        {value}
      </code>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
        className="no-print grid size-6 shrink-0 place-items-center rounded-sm text-subtle hover:bg-sunken hover:text-ink no-js:hidden"
      >
        {copied ? (
          <Check aria-hidden="true" className="size-3.5 text-success" />
        ) : (
          <Copy aria-hidden="true" className="size-3.5" />
        )}
      </button>
      <span role="status" className="sr-only">
        {copied ? `${label} copied` : ""}
      </span>
    </span>
  );
}
