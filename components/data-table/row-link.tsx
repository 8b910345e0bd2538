import type { ReactNode } from "react";
import { AppLink } from "../ui/app-link.tsx";

interface RowLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  /** A second, quieter line or word: the code under the name, the tenant of a user. */
  readonly secondary?: ReactNode;
}

/** The identity of a row and the way into it; j and k walk from one to the next. */
export function RowLink({ href, children, secondary }: RowLinkProps) {
  return (
    <span className="flex min-w-0 flex-col @xl:flex-row @xl:items-baseline @xl:gap-2">
      <AppLink
        href={href}
        data-row-link
        className="min-w-0 truncate rounded-xs font-medium text-ink hover:underline focus-visible:outline-offset-1"
      >
        {children}
      </AppLink>
      {secondary === undefined ? null : <span className="min-w-0 truncate text-subtle text-xs">{secondary}</span>}
    </span>
  );
}
