import { figuresOf } from "#app/_support/figures.ts";
import { COST_CAVEAT } from "#app/_support/why.tsx";
import { changeOf } from "#components/executive/change";
import { FigureTile } from "#components/executive/figure-tile";
import { formatCount } from "#components/ui/format";
import { StatTile } from "#components/ui/stat-tile";
import type { Targets } from "#lib/executive/targets";
import { PERIOD_WORDS } from "../../overview-kpis.tsx";
import { rangeTarget } from "../../targets.ts";
import type { SummaryReading } from "./read-summary.ts";

const BEFORE = "the 30 days before";

interface SummaryKpisProps {
  readonly reading: SummaryReading;
  readonly targets: Targets;
  readonly isCostShown: boolean;
  readonly at: string;
  readonly now: string;
}

/** What decides about this tenant, at one glance. */
export function SummaryKpis({ reading: { summary, trends }, targets, isCostShown, at, now }: SummaryKpisProps) {
  const { data, meta } = summary;
  const figure = figuresOf(meta);
  const shared = { at, now };
  const series = (name: string) => trends.data.series.find(({ metric }) => metric === name)?.points;
  const { timeframe } = trends.data;
  const pointsSpan = timeframe === "last_30d" ? undefined : PERIOD_WORDS[timeframe];
  const delivery = figure("system_metrics.delivery_rate");
  const sent = figure("system_metrics.sent_30d");
  const { active, active_critical_or_high: urgent } = data.system_alerts;
  return (
    <section
      aria-label="Key figures"
      className="grid grid-cols-[repeat(auto-fit,minmax(9.75rem,1fr))] gap-3 2xl:grid-cols-6"
    >
      <FigureTile
        {...shared}
        label="Delivery rate, 30 days"
        note={delivery}
        delta={changeOf(delivery, figure("system_metrics.previous_delivery_rate"), { before: BEFORE, goodWhen: "up" })}
        points={series("delivery_rate")}
        pointsSpan={pointsSpan}
        target={rangeTarget(delivery, "above", targets.delivery)}
      />
      <FigureTile
        {...shared}
        label="Messages, 30 days"
        note={sent}
        delta={changeOf(sent, figure("system_metrics.previous_sent_30d"), { before: BEFORE })}
        points={series("sent")}
        pointsSpan={pointsSpan}
      />
      <FigureTile {...shared} label="Risk" note={figure("deliverability.risk")} />
      <FigureTile
        {...shared}
        label="Revenue at risk, 30 days"
        note={figure("revenue_value.revenue_at_risk")}
        caveat="Modelled, directional"
      />
      <FigureTile
        {...shared}
        label="Approximate cost a month"
        note={figure("cost_analysis.monthly_cost")}
        hidden={isCostShown ? undefined : "Your role does not read cost"}
        caveat={COST_CAVEAT}
      />
      <StatTile
        label="Open alerts, critical or high"
        value={formatCount(urgent)}
        now={now}
        href="#alerts"
        source={active === urgent ? "Platform database" : `Platform database; ${formatCount(active)} open in all`}
        asOf={now}
      />
    </section>
  );
}
