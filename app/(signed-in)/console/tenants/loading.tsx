import { ListPage } from "#components/data-table/list-page";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton, TableSkeleton } from "#components/ui/skeleton";

/** The list before its rows, in the same places. */
export default function Loading() {
  return (
    <ListPage>
      <PageHeader title="Tenants" />
      <Skeleton className="h-control w-80" />
      <TableSkeleton rows={14} columns={6} />
    </ListPage>
  );
}
