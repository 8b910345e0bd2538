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
      <PageHeader title="Invite user" />
      <div role="status" aria-label="Loading the form" className="flex max-w-2xl flex-col gap-4">
        {["email", "name", "role", "tenants"].map((field) => (
          <Skeleton key={field} className="mt-6 h-control w-full" />
        ))}
      </div>
    </>
  );
}
