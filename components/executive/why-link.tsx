import { CircleHelp } from "lucide-react";
import { AppLink } from "#components/ui/app-link";
import { hrefWith } from "#components/ui/href";

interface WhyLinkProps {
  /** What the figure is called: its link says so to those who hear the page. */
  readonly label: string;
  readonly figureId: string;
  /** The page's address without a dialog. */
  readonly at: string;
  /** An icon alone where space is dear; its tooltip says the words. */
  readonly isCompact?: boolean | undefined;
}

/** The page with the answer to "Why this number?" for one figure. */
export const whyHref = (at: string, figureId: string): string => hrefWith(at, { figure: figureId });

/** Leads to how a figure came about; part of the address, and so it works without scripts. */
export function WhyLink({ label, figureId, at, isCompact = false }: WhyLinkProps) {
  return (
    <AppLink
      href={whyHref(at, figureId)}
      scroll={false}
      title={isCompact ? "Why this number?" : undefined}
      aria-label={`Why this number? ${label}`}
      className={
        isCompact
          ? "no-print relative z-10 -m-1 grid size-6 shrink-0 place-items-center rounded-md text-subtle hover:bg-sunken hover:text-ink coarse:size-9"
          : "no-print relative z-10 inline-flex min-h-6 items-center gap-1 rounded-sm text-link text-xs hover:underline"
      }
    >
      <CircleHelp aria-hidden="true" className="size-3.5" />
      {isCompact ? null : "Why this number?"}
    </AppLink>
  );
}
