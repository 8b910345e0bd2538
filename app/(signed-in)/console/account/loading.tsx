import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { DetailSkeleton } from "#components/users/detail-skeleton";

/** The page before its sessions. */
export default function Loading() {
  return (
    <NavigationOnly>
      <DetailSkeleton label="Loading your sessions" />
    </NavigationOnly>
  );
}
