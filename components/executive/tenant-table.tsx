import { ArrowRight } from "lucide-react";
import { SEGMENT_LABELS } from "#components/tenants/wording";
import { AppLink } from "#components/ui/app-link";
import { Card } from "#components/ui/card";
import { type FigureNote, figureText } from "./figure-words.tsx";
import { RiskPill } from "./risk-pill.tsx";
import { WhyLink } from "./why-link.tsx";

/** A tenant of the directory with the figures of its row. */
export interface DirectoryRow {
  readonly tenantId: string;
  readonly code: string;
  readonly name: string;
  readonly segment: string | null;
  readonly plan: string | null;
  readonly status: "active" | "suspended" | "deleted";
  readonly risk: string | null;
  readonly sent: FigureNote | undefined;
  readonly delivery: FigureNote | undefined;
  readonly atRisk: FigureNote | undefined;
  readonly cost: FigureNote | undefined;
  /** Its summary, with the way back. */
  readonly href: string;
}

interface TenantTableProps {
  readonly rows: readonly DirectoryRow[];
  readonly costLabel: string;
  /** Whether the role reads what tenants cost. */
  readonly isCostShown: boolean;
  readonly directoryHref: string;
  readonly at: string;
}

/** The tenants that send most, with the way to all of them. */
export function TenantTable({ rows, costLabel, isCostShown, directoryHref, at }: TenantTableProps) {
  return (
    <Card
      title="Largest tenants"
      description="By messages of 30 days"
      actions={
        <AppLink href={directoryHref} className="inline-flex items-center gap-1 text-link text-sm hover:underline">
          All tenants
          <ArrowRight aria-hidden="true" className="size-3.5" />
        </AppLink>
      }
      footer={isCostShown ? `Cost a month: ${costLabel}` : "What tenants cost is hidden for your role."}
      flush
    >
      <section aria-label="Largest tenants" className="overflow-x-auto">
        <table className="w-full text-left text-sm">
          <caption className="sr-only">Largest tenants</caption>
          <thead className="text-muted text-xs">
            <tr>
              {["Tenant", "Segment", "Risk", "Messages", "Delivery rate", ...(isCostShown ? ["Approx. cost"] : [])].map(
                (title, index) => (
                  <th key={title} scope="col" className={`cell font-medium ${index > 2 ? "text-right" : ""}`}>
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.tenantId} data-row="">
                <th scope="row" className="cell font-normal">
                  <AppLink href={row.href} className="font-medium hover:underline">
                    {row.name}
                  </AppLink>
                </th>
                <td className="cell text-muted">{SEGMENT_LABELS[row.segment ?? ""] ?? "–"}</td>
                <td className="cell">
                  <RiskPill risk={row.risk} />
                </td>
                <FigureCell note={row.sent} label={`Messages of ${row.name}`} at={at} />
                <FigureCell note={row.delivery} label={`Delivery rate of ${row.name}`} at={at} />
                {isCostShown ? <FigureCell note={row.cost} label={`Approximate cost of ${row.name}`} at={at} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

interface FigureCellProps {
  readonly note: FigureNote | undefined;
  readonly label: string;
  readonly at: string;
}

function FigureCell({ note, label, at }: FigureCellProps) {
  const text = note && figureText(note);
  return (
    <td className="cell text-right">
      <span className="inline-flex items-center justify-end gap-1.5">
        <span className={text ? "tabular-nums" : "text-subtle"}>{text ?? "Unknown"}</span>
        {note === undefined ? null : <WhyLink label={label} figureId={note.figure_id} at={at} isCompact />}
      </span>
    </td>
  );
}
