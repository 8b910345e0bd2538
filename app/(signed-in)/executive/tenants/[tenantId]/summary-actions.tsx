import { RefreshCw } from "lucide-react";
import { ButtonLink } from "#components/ui/button";

interface SummaryActionsProps {
  /** The page's address without a dialog. */
  readonly at: string;
}

/** What can be done with a summary, in its head. */
export function SummaryActions({ at }: SummaryActionsProps) {
  return (
    <ButtonLink href={at} replace scroll={false}>
      <RefreshCw aria-hidden="true" />
      Refresh
    </ButtonLink>
  );
}
