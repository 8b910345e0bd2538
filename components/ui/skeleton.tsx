import { clsx } from "clsx";

/** A quiet placeholder; give it the size of what will stand there. */
export function Skeleton({ className }: { readonly className: string }) {
  return <span aria-hidden="true" className={clsx("block animate-pulse rounded-sm bg-sunken", className)} />;
}

const widths = ["w-40", "w-24", "w-32", "w-20", "w-28"];

interface TableSkeletonProps {
  readonly rows?: number | undefined;
  readonly columns?: number | undefined;
}

/** The table before its rows: same header, same row height, so nothing moves when they come. */
export function TableSkeleton({ rows = 12, columns = 5 }: TableSkeletonProps) {
  const columnKeys = Array.from({ length: columns }, (_, index) => index);
  return (
    <div role="status" aria-label="Loading" className="overflow-hidden rounded-lg border border-line bg-raised">
      <div className="h-8 border-line border-b bg-canvas" />
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex h-row items-center gap-8 border-line border-b px-4 last:border-0">
          {columnKeys.map((column) => (
            <Skeleton
              key={column}
              className={clsx("h-3", widths[(row + column) % widths.length], column > 1 && "hidden sm:block")}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
