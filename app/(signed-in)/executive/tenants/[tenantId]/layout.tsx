import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

const Placeholder = () => (
  <div role="status" aria-label="Loading the summary" className="flex flex-col gap-4">
    <Skeleton className="h-7 w-72" />
    <Skeleton className="h-36 w-full" />
    <div className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-80" />
      <Skeleton className="h-80" />
    </div>
  </div>
);
