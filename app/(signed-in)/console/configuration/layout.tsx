import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

function Placeholder() {
  return (
    <div role="status" aria-label="Loading the configuration" className="flex flex-col gap-4">
      <Skeleton className="h-7 w-56" />
      <Skeleton className="h-9 w-80" />
      <Skeleton className="h-80" />
      <Skeleton className="h-48" />
    </div>
  );
}
