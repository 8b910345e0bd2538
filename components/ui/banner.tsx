import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Tone } from "./tone.tsx";
import { ToneIcon } from "./tone-icon.tsx";

const grounds: Readonly<Record<Tone, string>> = {
  neutral: "border-line-strong bg-sunken",
  info: "border-info/30 bg-info-soft",
  success: "border-success/30 bg-success-soft",
  warning: "border-warning/35 bg-warning-soft",
  danger: "border-danger/35 bg-danger-soft",
};

interface BannerProps {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A strip for anything abnormal: suspended since, by whom, because of what. */
export function Banner({ tone, title, children, actions }: BannerProps) {
  return (
    <div
      className={clsx("flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border px-3 py-2 text-sm", grounds[tone])}
    >
      <div className="flex min-w-64 flex-1 items-start gap-2.5">
        <ToneIcon tone={tone} className="mt-0.5 size-4" />
        <div className="min-w-0">
          <p className="font-semibold">
            {tone === "danger" || tone === "warning" ? <span className="sr-only">Warning: </span> : null}
            {title}
          </p>
          {children === undefined ? null : <div className="text-muted">{children}</div>}
        </div>
      </div>
      {actions === undefined ? null : <div className="no-print flex items-center gap-2">{actions}</div>}
    </div>
  );
}
