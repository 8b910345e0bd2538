import type { ReactNode } from "react";
import { LogoMark } from "#components/shell/logo";

interface MessagePageProps {
  readonly code?: string | undefined;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

/** A page that only says something: not found, failed, not allowed. */
export function MessagePage({ code, title, children, actions }: MessagePageProps) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center bg-canvas px-6 py-16">
      <div className="flex w-full max-w-md flex-col items-start gap-3">
        <LogoMark className="size-10" />
        {code === undefined ? null : <p className="figure text-subtle text-sm">{code}</p>}
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        <div className="text-muted">{children}</div>
        <div className="mt-3 flex flex-wrap gap-2">{actions}</div>
      </div>
    </main>
  );
}
