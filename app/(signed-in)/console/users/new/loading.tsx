import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { PageHeader } from "#components/ui/page-header";
import { Skeleton } from "#components/ui/skeleton";

/** The form before its fields. */
export default function Loading() {
  return (
    <NavigationOnly>
      <PageHeader title="Invite user" />
      <div role="status" aria-label="Loading the form" className="flex max-w-2xl flex-col gap-4">
        {["email", "name", "role", "tenants"].map((field) => (
          <Skeleton key={field} className="mt-6 h-control w-full" />
        ))}
      </div>
    </NavigationOnly>
  );
}
