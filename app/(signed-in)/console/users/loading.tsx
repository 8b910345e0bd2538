import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { ListPage } from "#components/data-table/list-page";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton";

/** The users before their rows. */
export default function Loading() {
  return (
    <NavigationOnly>
      <ListPage>
        <PageHeader title="Users" />
        <Skeleton className="h-control w-full max-w-xl" />
        <TableSkeleton columns={6} rows={16} />
      </ListPage>
    </NavigationOnly>
  );
}
