import { NavigationOnly } from "#app/_support/navigation-only.tsx";
import { DetailSkeleton } from "#components/users/detail-skeleton";

/** The page before its facts. */
export default function Loading() {
  return (
    <NavigationOnly>
      <DetailSkeleton label="Loading the record" />
    </NavigationOnly>
  );
}
