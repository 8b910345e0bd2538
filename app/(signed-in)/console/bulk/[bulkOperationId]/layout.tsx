import type { ReactNode } from "react";
import { NavigationSkeleton } from "#app/_support/navigation-skeleton.tsx";
import { DetailSkeleton } from "#components/users/detail-skeleton";

/** Shows where the parts of the page will stand while a navigation brings them. */
export default function Layout({ children }: { readonly children: ReactNode }) {
  return <NavigationSkeleton skeleton={<Placeholder />}>{children}</NavigationSkeleton>;
}

function Placeholder() {
  return <DetailSkeleton label="Loading the bulk operation" />;
}
