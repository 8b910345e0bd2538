import { type FigureNote, figureText } from "#components/executive/figure-words";
import { RiskPill } from "#components/executive/risk-pill";
import { WhyLink } from "#components/executive/why-link";
import { SEGMENT_LABELS } from "#components/tenants/wording";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";

export interface InsightRow {
  readonly tenantId: string;
  readonly name: string;
  readonly segment: string | null;
  readonly concern: string;
  readonly risk: string | null;
  readonly impact: FigureNote | undefined;
  readonly riskNote: FigureNote | undefined;
  /** The tenant's summary with the way back; undefined where the role has none. */
  readonly href: string | undefined;
}

interface InsightsTableProps {
  readonly rows: readonly InsightRow[];
  /** "over 90 days". */
  readonly window: string;
  /** In place of rows: why there are none to see. */
  readonly instead: string | undefined;
  readonly at: string;
}

/** The tenants whose deliverability puts most revenue at risk; each leads to its summary. */
export function InsightsTable({ rows, window, instead, at }: InsightsTableProps) {
  return (
    <Card
      title="Tenants at risk"
      description={`Most revenue at risk first, ${window}, at most ten`}
      footer="Modelled, directional. The class of risk is that of the mail, not of the money."
      flush
    >
      {rows.length === 0 ? (
        <p className="px-4 py-6 text-muted text-sm">
          {instead ?? "No tenant's deliverability needs attention in this window."}
        </p>
      ) : (
        <section aria-label="Tenants at risk" className="overflow-x-auto">
          <table className="w-full text-left text-sm">
            <caption className="sr-only">Tenants at risk</caption>
            <thead className="text-muted text-xs">
              <tr>
                <th scope="col" className="cell font-medium">
                  Tenant
                </th>
                <th scope="col" className="cell font-medium">
                  Risk
                </th>
                <th scope="col" className="cell hidden font-medium sm:table-cell">
                  Concern
                </th>
                <th scope="col" className="cell hidden font-medium lg:table-cell">
                  Segment
                </th>
                <th scope="col" className="cell text-right font-medium">
                  At risk
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.tenantId} row={row} at={at} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Card>
  );
}

function Row({ row, at }: { readonly row: InsightRow; readonly at: string }) {
  const { name, segment, concern, risk, riskNote, impact, href } = row;
  return (
    <tr data-row="">
      <th scope="row" className="cell font-normal">
        {href === undefined ? (
          name
        ) : (
          <AppLink href={href} className="font-medium hover:underline">
            {name}
          </AppLink>
        )}
      </th>
      <td className="cell">
        <span className="inline-flex items-center gap-1.5">
          <RiskPill risk={risk} />
          {riskNote === undefined ? null : (
            <WhyLink label={`Risk of ${name}`} figureId={riskNote.figure_id} at={at} isCompact />
          )}
        </span>
      </td>
      <td className="cell hidden text-muted sm:table-cell">{(concern[0] ?? "").toUpperCase() + concern.slice(1)}</td>
      <td className="cell hidden text-muted lg:table-cell">{SEGMENT_LABELS[segment ?? ""] ?? "–"}</td>
      <td className="cell text-right">
        <span className="inline-flex items-center justify-end gap-1.5">
          <span className="font-medium tabular-nums">{(impact && figureText(impact)) ?? "Unknown"}</span>
          {impact === undefined ? null : (
            <WhyLink label={`Revenue at risk of ${name}`} figureId={impact.figure_id} at={at} isCompact />
          )}
        </span>
      </td>
    </tr>
  );
}
