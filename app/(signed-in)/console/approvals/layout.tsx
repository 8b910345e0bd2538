import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { ListPage } from "#components/data-table/list-page";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

function Placeholder() {
  return (
    <ListPage>
      <PageHeader title="Approvals" />
      <Skeleton className="h-control w-full max-w-md" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-24 w-full" />
    </ListPage>
  );
}
