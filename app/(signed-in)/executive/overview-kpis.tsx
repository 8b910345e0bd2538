import { type FigureAt, figuresOf } from "#app/_support/figures.ts";
import { COST_CAVEAT } from "#app/_support/why.tsx";
import { changeOf } from "#components/executive/change";
import { FigureTile, type Target } from "#components/executive/figure-tile";
import type { Actor } from "#lib/operation/operation";
import type { OverviewReading } from "./read-overview.ts";
import { rangeTarget } from "./targets.ts";
import { pageHref, TENANTS_PATH } from "./way.ts";

export const PERIOD_WORDS = {
  last_7d: "7 days",
  last_30d: "30 days",
  last_90d: "90 days",
  last_365d: "365 days",
} as const;

interface OverviewKpisProps {
  readonly reading: OverviewReading;
  readonly actor: Actor;
  /** From this delivery rate down a tenant, and so the platform, is watched: percent. */
  readonly deliveryTarget: number;
  readonly at: string;
  readonly now: string;
}

/** The seven figures that decide whether there is anything to do; each leads on, and to how it came about. */
export function OverviewKpis({ reading, actor, deliveryTarget, at, now }: OverviewKpisProps) {
  const { overview, trends, revenue, cost, growth } = reading;
  const figure = figuresOf(overview.meta);
  const { timeframe } = overview.data;
  const before = `the ${PERIOD_WORDS[timeframe]} before`;
  const shared = { at, now };
  const series = (name: string) => trends.data.series.find(({ metric }) => metric === name)?.points;
  const delivery = figure("deliverability.overall_delivery_rate");
  const trendsHref = pageHref(actor, "/executive/trends", { timeframe });
  return (
    <section
      aria-label="Key figures"
      className="grid grid-cols-[repeat(auto-fit,minmax(9.75rem,1fr))] gap-3 2xl:grid-cols-7"
    >
      <FigureTile
        {...shared}
        label="Delivery rate"
        note={delivery}
        delta={changeOf(delivery, figure("deliverability.previous_delivery_rate"), { before, goodWhen: "up" })}
        points={series("delivery_rate")}
        target={rangeTarget(delivery, "above", deliveryTarget)}
        href={trendsHref}
      />
      <FigureTile
        {...shared}
        label="Messages"
        note={figure("deliverability.sent")}
        delta={changeOf(figure("deliverability.sent"), figure("deliverability.previous_sent"), { before })}
        points={series("sent")}
        href={trendsHref}
      />
      <FigureTile
        {...shared}
        label={`Revenue at risk, ${timeframe === "last_90d" ? "90" : "30"} days`}
        note={revenue === null ? undefined : figuresOf(revenue.meta)("revenue_at_risk")}
        hidden={revenue === null ? "Your role does not read revenue" : undefined}
        caveat={revenue === null ? undefined : "Modelled, directional"}
        href={pageHref(actor, "/executive/revenue-protection", {
          window: timeframe === "last_90d" ? "quarterly" : "monthly",
        })}
      />
      <FigureTile
        {...shared}
        label="Approximate cost a month"
        note={cost === null ? undefined : figuresOf(cost.meta)("cost_range")}
        hidden={cost === null ? "Your role does not read cost" : undefined}
        caveat={COST_CAVEAT}
        href={pageHref(actor, "/executive/cost-optimization", { window: "monthly" })}
      />
      <FigureTile
        {...shared}
        label="Active tenants"
        note={figure("tenant_metrics.active_tenants")}
        points={growth.data.points.map(({ tenants }) => ({ low: tenants, high: tenants }))}
        href={pageHref(actor, TENANTS_PATH, { status: "active" })}
      />
      <FigureTile
        {...shared}
        label="Tenants to watch"
        note={figure("deliverability.issues_monitored")}
        target={noneOf(figure)}
        href={pageHref(actor, TENANTS_PATH)}
      />
      <FigureTile
        {...shared}
        label="Uptime, 30 days"
        note={figure("system_health.uptime")}
        href={pageHref(actor, "/executive/sources")}
      />
    </section>
  );
}

function noneOf(figure: FigureAt): Target {
  const count = figure("deliverability.issues_monitored")?.low ?? null;
  return { text: "Target none", isMet: count === null ? null : count === 0 };
}
