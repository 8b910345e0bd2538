import { clsx } from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { AppLink } from "./app-link.tsx";
import { formatCount, formatTotal } from "./format.tsx";
import { hrefWith } from "./href.tsx";

export interface PageOf {
  readonly page: number;
  readonly pageSize: number;
  readonly totalItems: number;
  readonly totalCapped?: boolean | undefined;
}

interface PaginationProps extends PageOf {
  /** The current relative URL; links change `page` and `pageSize` in it. */
  readonly at: string;
  readonly itemName?: string | undefined;
}

const sizes = [25, 50, 100];
const step =
  "inline-flex h-7 min-w-7 items-center justify-center gap-1 rounded-md px-1.5 text-xs coarse:h-10 coarse:min-w-10";

/** `1–50 of 1,204`, page links and page sizes; beyond a capped total it only promises the next page. */
export function Pagination({
  at,
  page,
  pageSize,
  totalItems,
  totalCapped = false,
  itemName = "items",
}: PaginationProps) {
  if (totalItems === 0) return null;
  const lastPage = Math.max(1, Math.ceil(totalItems / pageSize));
  const isPast = page > lastPage && !totalCapped;
  const from = (page - 1) * pageSize + 1;
  const to = Math.min(page * pageSize, totalCapped ? page * pageSize : totalItems);
  const hrefOf = (target: number) => hrefWith(at, { page: target === 1 ? null : target, dialog: null });
  return (
    <div className="no-print flex flex-wrap items-center justify-between gap-x-6 gap-y-2 text-muted text-xs">
      <p>
        <span className="figure text-ink">{isPast ? "None" : `${formatCount(from)}–${formatCount(to)}`}</span> of{" "}
        <span className="figure text-ink">{formatTotal(totalItems, totalCapped)}</span> {itemName}
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <PageSizes at={at} pageSize={pageSize} />
        <nav aria-label="Pages" className="flex items-center gap-0.5">
          <Step href={page > 1 ? hrefOf(isPast ? lastPage : page - 1) : null} rel="prev" label="Previous page">
            <ChevronLeft aria-hidden="true" className="size-4" />
          </Step>
          <ul className="hidden items-center gap-0.5 sm:flex">
            {pageWindow(page, lastPage, totalCapped).map((target) => (
              <li key={target}>
                {target < 0 ? (
                  <span className="px-1">…</span>
                ) : (
                  <AppLink
                    href={hrefOf(target)}
                    aria-label={`Page ${target}`}
                    aria-current={target === page ? "page" : undefined}
                    className={clsx(
                      step,
                      "figure",
                      target === page ? "bg-sunken font-semibold text-ink" : "hover:bg-sunken hover:text-ink",
                    )}
                  >
                    {formatCount(target)}
                  </AppLink>
                )}
              </li>
            ))}
          </ul>
          <Step href={page < lastPage || totalCapped ? hrefOf(page + 1) : null} rel="next" label="Next page">
            <ChevronRight aria-hidden="true" className="size-4" />
          </Step>
        </nav>
      </div>
    </div>
  );
}

function Step({
  href,
  rel,
  label,
  children,
}: {
  href: string | null;
  rel: string;
  label: string;
  children: ReactNode;
}) {
  if (href === null) return <span className={clsx(step, "opacity-40")}>{children}</span>;
  return (
    <AppLink href={href} rel={rel} aria-label={label} className={clsx(step, "hover:bg-sunken hover:text-ink")}>
      {children}
    </AppLink>
  );
}

function PageSizes({ at, pageSize }: { at: string; pageSize: number }) {
  return (
    <nav aria-label="Rows per page" className="hidden items-center gap-0.5 sm:flex lg:hidden xl:flex">
      <span className="mr-1">Rows</span>
      {sizes.map((size) => (
        <AppLink
          key={size}
          href={hrefWith(at, { pageSize: size, page: null, dialog: null })}
          aria-label={`${size} rows per page`}
          aria-current={size === pageSize ? "true" : undefined}
          className={clsx(
            step,
            "figure",
            size === pageSize ? "bg-sunken font-semibold text-ink" : "hover:bg-sunken hover:text-ink",
          )}
        >
          {size}
        </AppLink>
      ))}
    </nav>
  );
}

/** First, last and the neighbours; a negative number stands for a gap. The last page of a capped total is not vouched for. */
function pageWindow(page: number, lastPage: number, capped: boolean): number[] {
  const wanted = new Set([1, page - 1, page, page + 1, ...(capped ? [] : [lastPage])]);
  const pages = [...wanted]
    .filter((number) => number >= 1 && (number <= lastPage || number === page))
    .sort((a, b) => a - b);
  return pages.flatMap((number, index) => {
    const before = pages[index - 1];
    return before !== undefined && number - before > 1 ? [-number, number] : [number];
  });
}
