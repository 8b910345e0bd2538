import { WhyDialog } from "#components/executive/why-dialog";
import { Dialog } from "#components/ui/dialog";
import { AppError } from "#lib/core/errors";
import { getFigureLineage } from "#lib/executive/series-operations";
import type { Caller } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";

/** What every approximate cost says of itself (journey §4). */
export const COST_CAVEAT = "Internal approximation / non-authoritative";

interface WhyFigureProps {
  readonly caller: Caller;
  /** From `?figure=`. */
  readonly figureId: string | undefined;
  /** The page's address without a dialog. */
  readonly at: string;
  readonly now: string;
}

/** The dialog that answers "Why this number?" for the figure that the address names; nothing without one. */
export async function WhyFigure({ caller, figureId, at, now }: WhyFigureProps) {
  if (figureId === undefined) return null;
  try {
    const { data } = await perform(getFigureLineage, caller, { path: { figureId } });
    const isCost = data.sources.some(({ source }) => source === "infrastructure");
    return <WhyDialog lineage={data} caveat={isCost ? COST_CAVEAT : undefined} closeHref={at} now={now} />;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) {
      throw thrown;
    }
    return (
      <Dialog title="Nothing to show" closeHref={at}>
        <p className="text-muted text-sm">
          {thrown.code === "NOT_FOUND" || thrown.code === "VALIDATION"
            ? "This figure is not there any more, or is not within your reach."
            : thrown.message}
        </p>
      </Dialog>
    );
  }
}
