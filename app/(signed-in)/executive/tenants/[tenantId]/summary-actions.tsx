import { Camera, History, RefreshCw } from "lucide-react";
import { ButtonLink } from "#components/ui/button";
import { hrefWith } from "#components/ui/href";
import { snapshotsOf } from "../../snapshots/place.ts";

interface SummaryActionsProps {
  readonly tenantId: string;
  /** The page's address without a dialog. */
  readonly at: string;
  readonly mayCapture: boolean;
}

/** What can be done with a summary, in its head. */
export function SummaryActions({ tenantId, at, mayCapture }: SummaryActionsProps) {
  return (
    <>
      <ButtonLink href={at} replace scroll={false}>
        <RefreshCw aria-hidden="true" />
        Refresh
      </ButtonLink>
      <ButtonLink href={snapshotsOf(tenantId)}>
        <History aria-hidden="true" />
        Snapshots
      </ButtonLink>
      {mayCapture ? (
        <ButtonLink href={hrefWith(at, { dialog: "snapshot" })} variant="primary" scroll={false}>
          <Camera aria-hidden="true" />
          Take a snapshot
        </ButtonLink>
      ) : null}
    </>
  );
}
