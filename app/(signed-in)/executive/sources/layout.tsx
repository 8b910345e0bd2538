import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the sources will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

const Placeholder = () => (
  <>
    <PageHeader title="Sources" />
    <div role="status" aria-label="Loading the sources" className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
      <Skeleton className="h-64" />
    </div>
  </>
);
