import { ChevronRight } from "lucide-react";
import { Fragment } from "react";
import { AppLink } from "./app-link.tsx";

export interface Crumb {
  readonly label: string;
  /** Left out for the page itself, which comes last. */
  readonly href?: string | undefined;
}

/** The way here from the top; on wide screens it stands in the top bar. */
export function Breadcrumb({ items }: { readonly items: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="crumbs text-sm">
      <ol className="flex min-w-0 flex-wrap items-center gap-1 text-muted lg:flex-nowrap">
        {items.map((crumb, index) => (
          <Fragment key={`${crumb.href}${crumb.label}`}>
            {index === 0 ? null : (
              <li aria-hidden="true" className="shrink-0">
                <ChevronRight className="size-3.5 text-subtle" />
              </li>
            )}
            <li className={crumb.href === undefined ? "min-w-0" : "max-w-48 shrink-0 truncate"}>
              {crumb.href === undefined ? (
                <span aria-current="page" className="block truncate font-medium text-ink">
                  {crumb.label}
                </span>
              ) : (
                <AppLink
                  href={crumb.href}
                  className="inline-flex min-h-6 items-center rounded-sm hover:text-ink hover:underline"
                >
                  {crumb.label}
                </AppLink>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
