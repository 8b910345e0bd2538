import { clsx } from "clsx";
import type { ReactNode } from "react";
import { softTone, type Tone } from "./tone.tsx";
import { ToneIcon } from "./tone-icon.tsx";

interface StatusPillProps {
  readonly tone: Tone;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The state of a thing: icon, word and colour together. */
export function StatusPill({ tone, className, children }: StatusPillProps) {
  return (
    <span
      className={clsx(
        "inline-flex align-middle h-5 items-center gap-1 whitespace-nowrap rounded-full pr-2 pl-1 font-medium text-xs",
        softTone[tone],
        className,
      )}
    >
      <ToneIcon tone={tone} className="size-3.5" />
      {children}
    </span>
  );
}
