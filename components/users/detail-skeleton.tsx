import { Card } from "#components/ui/card";
import { Skeleton } from "#components/ui/skeleton";

const LINES = ["w-48", "w-64", "w-40", "w-56", "w-32", "w-52"];

/** A page about one thing before it is there: head, then facts beside a rail. */
export function DetailSkeleton({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-4">
      <Skeleton className="h-7 w-72 max-w-full" />
      <Skeleton className="h-9 w-full" />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Card>
          {LINES.map((width) => (
            <Skeleton key={width} className={`my-3 h-4 max-w-full ${width}`} />
          ))}
        </Card>
        <Card>
          <Skeleton className="h-24 w-full" />
        </Card>
      </div>
    </div>
  );
}
