import type { z } from "zod";
import { figuresOf } from "#app/_support/figures.ts";
import { windowWords } from "#app/_support/money-windows.ts";
import { BarsCard } from "#components/executive/bars-card";
import { figureText } from "#components/executive/figure-words";
import { spanOf, stacked } from "#components/money/wording";
import { hrefWith } from "#components/ui/href";
import type { CostOptimization } from "#lib/executive/business-schema";
import { getTenantSummary } from "#lib/executive/operations";
import { can } from "#lib/operation/authorize";
import type { Actor, Meta } from "#lib/operation/operation";
import { summaryHref } from "../way.ts";

export interface CostAnswer {
  readonly data: z.output<typeof CostOptimization>;
  readonly meta?: Meta | undefined;
}

interface CardProps {
  readonly answer: CostAnswer;
  readonly at: string;
  readonly now: string;
}

const PARTS = [
  { name: "dedicated", label: "Dedicated", hint: "Machines that one tenant has to itself" },
  { name: "shared", label: "Shared", hint: "Split over the tenants that send from them" },
  { name: "unallocated", label: "Unallocated", hint: "Serves no tenant" },
  { name: "email_services", label: "E-mail services", hint: "Middle of what the providers say" },
] as const;

const csvOf = ({ data }: CostAnswer): string =>
  hrefWith("/executive/export/cost-optimization", { window: data.window });

/** Who causes the cost: dedicated, shared, unallocated and e-mail services, each beginning where the other ends, and their sum. */
export function AttributionCard({ answer, at, now }: CardProps) {
  const { data, meta } = answer;
  const figure = figuresOf(meta);
  const notes = PARTS.map(({ name }) => figure(`cost_breakdown.${name}`));
  const bars = stacked(notes.map((note) => ({ low: note?.low ?? null, high: note?.high ?? null })));
  const total = figure("cost_range");
  const idle = figure("cost_breakdown.idle");
  const end = bars.findLast((bar) => bar !== null)?.to;
  const isWhole = bars.every((bar) => bar !== null);
  const idleText = idle && figureText(idle);
  return (
    <BarsCard
      title="Where the cost comes from"
      description={`Attribution ${windowWords[data.window]}: the parts follow one another up to the sum`}
      summary={
        isWhole
          ? `Together about ${total && figureText(total)}. In whole cents the parts make the sum; each range is rounded by itself, so that the bars, drawn at their middles, need not meet it exactly.`
          : "A part is unknown, and so is the sum: nothing is guessed."
      }
      rows={[
        ...PARTS.map(({ name, label, hint }, index) => ({
          label,
          hint: name === "unallocated" && idleText ? `${hint}; of it idle servers ${idleText}` : hint,
          note: notes[index],
          bar: bars[index] ?? null,
          look: name === "unallocated" ? ("idle" as const) : undefined,
        })),
        {
          label: "Sum",
          note: total,
          bar:
            isWhole && end !== undefined && total?.low != null
              ? { from: 0, to: ((total.low ?? 0) + (total.high ?? 0)) / 2 }
              : null,
          look: "sum",
        },
      ]}
      heading="Part"
      csvHref={csvOf(answer)}
      asOf={total?.as_of ?? null}
      caveat={data.label}
      at={at}
      now={now}
    />
  );
}

/** The costliest tenants in scope; each leads to its summary. */
export function DriversCard({ answer, actor, at, now }: CardProps & { readonly actor: Actor }) {
  const { data, meta } = answer;
  const figure = figuresOf(meta);
  const leadsOn = can(actor, getTenantSummary.policy);
  const rows = data.cost_drivers.map(({ tenant_id: tenantId, tenant_name: label }, index) => {
    const note = figure(`cost_drivers.${index}.monthly_cost`);
    return {
      label,
      note,
      bar: note === undefined ? null : spanOf(note),
      href: leadsOn ? summaryHref(tenantId, at) : undefined,
    };
  });
  const [first] = rows;
  return (
    <BarsCard
      title="Costliest tenants"
      description="Approximate cost a month of servers and addresses, at most five tenants"
      summary={
        first === undefined
          ? "No tenant has a cost that is known."
          : `${first.label} costs most: ${(first.note && figureText(first.note)) ?? "unknown"} a month.`
      }
      rows={rows}
      heading="Tenant"
      csvHref={csvOf(answer)}
      asOf={figure("cost_breakdown.infrastructure")?.as_of ?? null}
      caveat={data.label}
      at={at}
      now={now}
    />
  );
}
