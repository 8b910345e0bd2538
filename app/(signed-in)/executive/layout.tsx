import type { ReactNode } from "react";
import { ChaosBanner } from "#app/_support/chaos-banner.tsx";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** Says when sources are degraded on purpose, and shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <ChaosBanner />
      <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>
    </>
  );
}

function Placeholder() {
  return (
    <>
      <PageHeader title="Overview" />
      <div role="status" aria-label="Loading the overview" className="flex flex-col gap-4">
        <Skeleton className="h-9 w-full" />
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="flex flex-col gap-4">
            <div className="grid gap-3 sm:grid-cols-3">
              <Skeleton className="h-24" />
              <Skeleton className="h-24" />
              <Skeleton className="h-24" />
            </div>
            <Skeleton className="h-96" />
          </div>
          <Skeleton className="h-96" />
        </div>
      </div>
    </>
  );
}
