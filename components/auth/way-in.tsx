import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo";
import { RookeryPanel } from "./rookery-panel.tsx";

interface WayInProps {
  readonly title: string;
  readonly description: string;
  /** The form. */
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** A page for somebody who has not signed in yet: a form beside the rookery. */
export function WayIn({ title, description, children, footer }: WayInProps) {
  return (
    <div className="grid min-h-dvh bg-surface lg:grid-cols-[minmax(26rem,5fr)_7fr]">
      <main id="main" className="flex flex-col px-6 py-8 sm:px-12">
        <Logo />
        <div className="m-auto w-full max-w-sm py-10">
          <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
          <p className="mt-1 mb-6 text-muted">{description}</p>
          {children}
        </div>
        {footer === undefined ? null : <p className="text-subtle text-xs">{footer}</p>}
      </main>
      <RookeryPanel />
    </div>
  );
}
