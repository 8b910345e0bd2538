"use client";
import { type ReactNode, useEffect, useRef } from "react";
import { Banner } from "./banner.tsx";
import { CopyableId } from "./copyable-id.tsx";

interface ShownOnceProps {
  /** What has come about: "Ann is invited". */
  readonly heading: ReactNode;
  /** What it is, for its label and its copy button: "invite token". */
  readonly label: string;
  readonly value: string;
  /** What to do with it now. */
  readonly warning: ReactNode;
  /** What it is good for, and the ways on. */
  readonly children?: ReactNode;
}

/** A secret that cannot be shown again. Takes focus, since it replaces the form that asked for it. */
export function ShownOnce({ heading, label, value, warning, children }: ShownOnceProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <section aria-labelledby="shown-once" className="flex max-w-2xl flex-col gap-4">
      <h2 ref={ref} id="shown-once" tabIndex={-1} className="font-semibold text-lg outline-none">
        {heading}
      </h2>
      <Banner tone="warning" title={`This ${label} is shown only now`}>
        {warning}
      </Banner>
      <div className="rounded-lg border border-line bg-canvas p-3">
        <p className="text-muted text-xs first-letter:uppercase">{label}</p>
        <CopyableId value={value} label={label} className="[&_code]:whitespace-normal [&_code]:break-all" />
      </div>
      {children}
    </section>
  );
}
