import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { type FigureAt, figuresOf, standingOf } from "#app/_support/figures.ts";
import { WhyFigure } from "#app/_support/why.tsx";
import { AttentionList } from "#components/executive/attention-list";
import { GrowthCard } from "#components/executive/growth-card";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { TenantTable } from "#components/executive/tenant-table";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { seesCost } from "#lib/executive/access";
import { getOverview } from "#lib/executive/operations";
import { targetsOfFigures } from "#lib/executive/targets";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { directoryRows } from "./directory-rows.ts";
import { OverviewKpis, PERIOD_WORDS } from "./overview-kpis.tsx";
import { OverviewSignals } from "./overview-signals.tsx";
import { type OverviewReading, readOverview } from "./read-overview.ts";
import { TrendCards } from "./trend-cards.tsx";
import { OVERVIEW_PATH, pageHref, summaryHref, TENANTS_PATH } from "./way.ts";

export const metadata: Metadata = { title: "Overview" };

const PERIODS = ["last_7d", "last_30d", "last_90d"] as const;
const ATTENTION_MOST = 6;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The platform at a glance: what decides, what needs somebody, how it came to this, and how sure all of that is. */
export default async function ExecutivePage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { figure: figureId, ...query } = queryOf(await searchParams, ["timeframe", "figure"]);
  const at = hrefWith(OVERVIEW_PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: OVERVIEW_PATH }, () =>
    readOverview(caller, query.timeframe),
  );
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getOverview.policy) ? <PageHeader title="Overview" /> : null}
        {result.view}
      </>
    );
  }
  const reading = result.value;
  const targets = await targetsOfFigures();
  const { overview, trends, growth, annotations, revenue, cost, tenants } = reading;
  const now = new Date().toISOString();
  const standing = standingOf([overview, trends, revenue, cost, tenants].map((answer) => answer?.meta));
  return (
    <>
      <PageHeader
        title="Overview"
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
      />
      <LimitedSources {...standing} />
      <Tabs
        label="Period"
        items={PERIODS.map((value) => ({
          href: hrefWith(OVERVIEW_PATH, { timeframe: value }),
          label: PERIOD_WORDS[value],
          current: value === overview.data.timeframe,
        }))}
      />
      <OverviewKpis reading={reading} actor={caller.actor} deliveryTarget={targets.delivery} at={at} now={now} />
      <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid md:col-span-2 xl:col-span-1">
          <Attention reading={reading} actor={caller.actor} at={at} now={now} />
        </div>
        <OverviewSignals meta={overview.meta} at={at} now={now} />
      </div>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <TrendCards
          trends={trends}
          annotations={annotations.data}
          metrics={["delivery_rate", "sent", "bounce_rate"]}
          at={at}
          now={now}
        />
        <GrowthCard
          points={growth.data.points}
          figureId={figuresOf(overview.meta)("tenant_metrics.total_tenants")?.figure_id}
          asOf={growth.data.asOf}
          now={now}
          at={at}
        />
      </div>
      {tenants === null ? null : (
        <TenantTable
          rows={directoryRows(tenants.data, tenants.meta, at)}
          costLabel={tenants.data.cost_label}
          isCostShown={seesCost(caller.actor)}
          directoryHref={TENANTS_PATH}
          at={at}
        />
      )}
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </>
  );
}

interface AttentionProps {
  readonly reading: OverviewReading;
  readonly actor: Actor;
  readonly at: string;
  readonly now: string;
}

function Attention({ reading: { overview, revenue }, actor, at, now }: AttentionProps) {
  const window = overview.data.timeframe === "last_90d" ? "90 days" : "30 days";
  const directory = pageHref(actor, TENANTS_PATH);
  const shared = {
    window,
    at,
    now,
    more: directory === undefined ? undefined : { href: directory, label: "All by risk" },
  };
  if (revenue === null) {
    return (
      <AttentionList
        rows={[]}
        unknown="Hidden: your role does not read revenue. The tenants directory sorts by risk."
        {...shared}
      />
    );
  }
  return (
    <AttentionList
      rows={attentionRows(revenue, figuresOf(revenue.meta), at)}
      unknown={
        revenue.data.revenue_at_risk === null ? "Unknown: the sources that this needs do not answer." : undefined
      }
      {...shared}
    />
  );
}

const attentionRows = ({ data }: NonNullable<OverviewReading["revenue"]>, figure: FigureAt, at: string) =>
  data.business_insights
    .slice(0, ATTENTION_MOST)
    .map(({ tenant_id: tenantId, tenant_name: name, segment, concern, risk }, index) => ({
      tenantId,
      name,
      segment,
      concern,
      risk,
      atRisk: figure(`business_insights.${index}.impact_range`),
      href: summaryHref(tenantId, at),
    }));
