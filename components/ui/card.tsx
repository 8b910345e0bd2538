import { clsx } from "clsx";
import type { ReactNode } from "react";

interface CardProps {
  readonly title?: ReactNode;
  /** Heading level of the title within the page. */
  readonly level?: 2 | 3 | undefined;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly footer?: ReactNode;
  /** Leaves out the inner padding, for tables and lists that draw their own. */
  readonly flush?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A titled box; a page is calm with few of them. */
export function Card({ title, level = 2, description, actions, footer, flush, className, children }: CardProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={clsx("avoid-break flex min-w-0 flex-col rounded-lg border border-line bg-raised", className)}>
      {title === undefined && actions === undefined ? null : (
        <div className="flex min-h-11 items-center justify-between gap-3 border-line border-b px-4 py-2">
          <div className="min-w-0">
            {title === undefined ? null : <Heading className="font-semibold text-sm">{title}</Heading>}
            {description === undefined ? null : <p className="text-muted text-xs">{description}</p>}
          </div>
          {actions === undefined ? null : <div className="no-print flex shrink-0 items-center gap-2">{actions}</div>}
        </div>
      )}
      <div className={clsx("min-w-0 flex-1", flush === true ? "" : "p-4")}>{children}</div>
      {footer === undefined ? null : <div className="border-line border-t px-4 py-2 text-muted text-xs">{footer}</div>}
    </section>
  );
}
