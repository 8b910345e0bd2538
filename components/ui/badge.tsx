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
  return <span className={clsx("badge", mono && "font-mono font-normal", softTone[tone], className)}>{children}</span>;
}
