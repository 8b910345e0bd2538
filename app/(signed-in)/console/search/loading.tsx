import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** The search before its results. */
export default function Loading() {
  return (
    <NavigationOnly>
      <PageHeader title="Search" />
      <Skeleton className="h-control w-full max-w-80" />
      <div role="status" aria-label="Searching">
        <Skeleton className="h-40 w-full max-w-3xl" />
      </div>
    </NavigationOnly>
  );
}
