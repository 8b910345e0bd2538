import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { ListPage } from "#components/data-table/list-page";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

const Placeholder = () => (
  <ListPage>
    <PageHeader title="Tenant directory" />
    <Skeleton className="h-control w-full max-w-3xl" />
    <TableSkeleton rows={16} columns={6} />
  </ListPage>
);
