import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

function Placeholder() {
  return (
    <>
      <PageHeader title="Search" />
      <Skeleton className="h-control w-full max-w-80" />
      <div role="status" aria-label="Searching">
        <Skeleton className="h-40 w-full max-w-3xl" />
      </div>
    </>
  );
}
