import { clsx } from "clsx";
import type { ReactNode } from "react";
import { softTone, type Tone } from "./tone.tsx";

interface StatusPillProps {
  readonly tone: Tone;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The state of a thing: word, colour and an icon of its own shape, which the style sheet draws. */
export function StatusPill({ tone, className, children }: StatusPillProps) {
  return (
    <span data-tone={tone} className={clsx("pill", softTone[tone], className)}>
      {children}
    </span>
  );
}
