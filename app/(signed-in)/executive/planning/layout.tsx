import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

const TILES = ["initiatives", "decided", "reviews", "velocity", "position", "opportunities"];

function Placeholder() {
  return (
    <>
      <PageHeader title="Planning" />
      <div role="status" aria-label="Loading the plans" className="flex flex-col gap-4">
        <Skeleton className="h-9 w-full" />
        <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
          {TILES.map((tile) => (
            <Skeleton key={tile} className="h-28" />
          ))}
        </div>
        <Skeleton className="h-96" />
      </div>
    </>
  );
}
