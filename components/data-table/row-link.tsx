import type { ReactNode } from "react";
import { AppLink } from "#components/ui/app-link";

interface RowLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  /** A second, quieter line or word: the code under the name, the tenant of a user. */
  readonly secondary?: ReactNode;
}

/** The identity of a row and the way into it; j and k walk from one to the next. */
export function RowLink({ href, children, secondary }: RowLinkProps) {
  return (
    <span className="row-identity">
      <AppLink href={href} data-row-link className="row-link">
        {children}
      </AppLink>
      {secondary === undefined ? null : <span className="row-secondary">{secondary}</span>}
    </span>
  );
}
