import type { ReactNode } from "react";
import { LogoMark } from "#components/shell/logo";

interface MessageProps {
  readonly code?: string | undefined;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions: ReactNode;
}

/** Something that a page says instead of its content: not found, not allowed. For use inside the shell. */
export function Message({ code, title, children, actions }: MessageProps) {
  return (
    <div className="m-auto flex w-full max-w-md flex-col items-start gap-3 py-16">
      <LogoMark className="size-10" />
      {code === undefined ? null : <p className="figure text-subtle text-sm">{code}</p>}
      <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
      <div className="text-muted">{children}</div>
      <div className="mt-3 flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

/** The same as a page of its own, outside the shell. */
export function MessagePage(props: MessageProps) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center bg-canvas px-6">
      <Message {...props} />
    </main>
  );
}
