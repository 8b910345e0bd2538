import { clsx } from "clsx";
import type { ReactNode } from "react";
import { softTone, type Tone } from "./tone.tsx";

interface BadgeProps {
  readonly tone?: Tone | undefined;
  readonly mono?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A small tag for plans, segments, roles and codes; states of things use `StatusPill`. */
export function Badge({ tone = "neutral", mono = false, className, children }: BadgeProps) {
  return (
    <span
      className={clsx(
        "inline-flex align-middle h-5 max-w-full items-center rounded-sm px-1.5 text-xs",
        mono ? "font-mono" : "font-medium",
        softTone[tone],
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
