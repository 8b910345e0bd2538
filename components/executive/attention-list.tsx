import { ArrowRight } from "lucide-react";
import { SEGMENT_LABELS } from "#components/tenants/wording";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { RelativeTime } from "#components/ui/relative-time";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { RiskPill } from "./risk-pill.tsx";
import { WhyLink } from "./why-link.tsx";

export interface AttentionRow {
  readonly tenantId: string;
  readonly name: string;
  readonly segment: string | null;
  readonly concern: string;
  readonly risk: string | null;
  readonly atRisk: FigureNote | undefined;
  /** The tenant's summary, with the way back. */
  readonly href: string;
}

interface AttentionListProps {
  readonly rows: readonly AttentionRow[];
  /** What the money is of: "30 days". */
  readonly window: string;
  /** Why there is nothing to see, where that is not because all is well. */
  readonly unknown?: string | undefined;
  readonly more?: { readonly href: string; readonly label: string } | undefined;
  readonly at: string;
  readonly now: string;
}

/** The tenants that somebody should look at, those with the most revenue at risk first. */
export function AttentionList({ rows, window, unknown, more, at, now }: AttentionListProps) {
  return (
    <Card
      title="Needs attention"
      description={`Ranked by revenue at risk over ${window}; modelled and directional`}
      actions={
        more === undefined ? undefined : (
          <AppLink href={more.href} className="inline-flex items-center gap-1 text-link text-sm hover:underline">
            {more.label}
            <ArrowRight aria-hidden="true" className="size-3.5" />
          </AppLink>
        )
      }
      flush
    >
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-muted text-sm">
          {unknown ?? "No tenant needs attention: every class of risk is low."}
        </p>
      ) : (
        <ol className="divide-y divide-line">
          {rows.map((row, index) => (
            <li key={row.tenantId} className="relative flex items-start gap-3 px-4 py-2.5 text-sm hover:bg-hover">
              <span aria-hidden="true" className="figure w-4 pt-px text-right text-subtle">
                {index + 1}
              </span>
              <div className="min-w-0 flex-1">
                <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
                  <AppLink
                    href={row.href}
                    className="truncate font-medium after:absolute after:inset-0 hover:underline"
                  >
                    {row.name}
                  </AppLink>
                  <RiskPill risk={row.risk} />
                </p>
                <p className="text-muted text-xs">
                  {sentence(row.concern)}
                  {row.segment === null ? "" : ` · ${SEGMENT_LABELS[row.segment] ?? row.segment}`}
                  {row.atRisk?.as_of ? (
                    <>
                      {" · "}
                      <RelativeTime value={row.atRisk.as_of} now={now} />
                    </>
                  ) : null}
                </p>
              </div>
              <AtRisk note={row.atRisk} name={row.name} at={at} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}

function AtRisk({
  note,
  name,
  at,
}: {
  readonly note: FigureNote | undefined;
  readonly name: string;
  readonly at: string;
}) {
  const text = note && figureText(note);
  return (
    <div className="flex shrink-0 items-start gap-1.5 text-right">
      <div>
        <p className="font-semibold tabular-nums">{text ?? "Unknown"}</p>
        <p className="text-2xs text-subtle">at risk</p>
      </div>
      {note === undefined ? null : (
        <WhyLink label={`Revenue at risk of ${name}`} figureId={note.figure_id} at={at} isCompact />
      )}
    </div>
  );
}

const sentence = (concern: string): string => (concern[0] ?? "").toUpperCase() + concern.slice(1);
