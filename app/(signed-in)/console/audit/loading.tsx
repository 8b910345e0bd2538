import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { ListPage } from "#components/data-table/list-page";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton";

/** The audit log before its records. */
export default function Loading() {
  return (
    <NavigationOnly>
      <ListPage>
        <PageHeader title="Audit log" />
        <Skeleton className="h-control w-full max-w-3xl" />
        <TableSkeleton columns={6} rows={16} />
      </ListPage>
    </NavigationOnly>
  );
}
