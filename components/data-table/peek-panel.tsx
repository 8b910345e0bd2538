import { ArrowUpRight, X } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { IconButtonLink } from "#components/ui/icon-button";

interface PeekPanelProps {
  readonly title: ReactNode;
  /** Pills and codes under the title. */
  readonly meta?: ReactNode;
  /** The current relative URL; closing takes `peek` out of it. */
  readonly at: string;
  /** The page of what is peeked at. */
  readonly href?: string | undefined;
  readonly children: ReactNode;
}

/** One row of a list, docked beside it: the list keeps its place, selection and keys. `DataTable` puts it there. */
export function PeekPanel({ title, meta, at, href, children }: PeekPanelProps) {
  return (
    <>
      <div className="flex items-start justify-between gap-2 border-line border-b px-4 py-2.5">
        <div className="min-w-0">
          <h2 className="truncate font-semibold text-md">{title}</h2>
          {meta === undefined ? null : <div className="mt-1 flex flex-wrap items-center gap-1.5">{meta}</div>}
        </div>
        <IconButtonLink label="Close the panel" href={hrefWith(at, { peek: null })} scroll={false} replace size="sm">
          <X aria-hidden="true" />
        </IconButtonLink>
      </div>
      <div className="flex flex-col gap-4 p-4 text-sm">
        {children}
        {href === undefined ? null : (
          <ButtonLink href={href} className="self-start">
            Open
            <ArrowUpRight aria-hidden="true" />
          </ButtonLink>
        )}
      </div>
    </>
  );
}
