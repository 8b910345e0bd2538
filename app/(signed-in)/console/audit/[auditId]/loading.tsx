import { DetailSkeleton } from "#components/users/detail-skeleton";

/** The page before its facts. */
export default function Loading() {
  return <DetailSkeleton label="Loading the record" />;
}
