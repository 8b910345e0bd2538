"use client";
import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useRef, useState } from "react";

interface CopyButtonProps {
  readonly value: string;
  /** What it is, for the button's name: "tenant id". */
  readonly label: string;
  readonly className?: string | undefined;
}

/** Copies a text and says so; not there without scripts. */
export function CopyButton({ value, label, className }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 1600);
  };
  return (
    <>
      <button
        type="button"
        onClick={copy}
        aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
        className={clsx(
          "no-print grid size-6 shrink-0 place-items-center rounded-sm text-subtle hover:bg-sunken hover:text-ink no-js:hidden",
          className,
        )}
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
    </>
  );
}
