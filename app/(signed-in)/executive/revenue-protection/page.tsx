import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { figuresOf, standingOf } from "#app/_support/figures.ts";
import { MONEY_WINDOWS, windowWords } from "#app/_support/money-windows.ts";
import { WhyFigure } from "#app/_support/why.tsx";
import { BarsCard } from "#components/executive/bars-card";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { InsightsTable } from "#components/money/insights-table";
import { Suggestions } from "#components/money/suggestions";
import { REVENUE_METHOD, spanOf } from "#components/money/wording";
import { Banner } from "#components/ui/banner";
import { Card } from "#components/ui/card";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getRevenueProtection } from "#lib/executive/business-operations";
import { targetsOfFigures } from "#lib/executive/targets";
import { can } from "#lib/operation/authorize";
import { TrendCards } from "../trend-cards.tsx";
import { type RevenueReading, readRevenue } from "./read.ts";
import { insightRows } from "./rows.ts";
import { RevenueTiles } from "./tiles.tsx";

export const metadata: Metadata = { title: "Revenue protection" };

const PATH = "/executive/revenue-protection";
const TITLE = "Revenue protection";

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Revenue at risk and how it is protected: modelled, directional, from the whole to the tenant. */
export default async function RevenuePage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { figure: figureId, ...query } = queryOf(await searchParams, ["window", "figure"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, () => readRevenue(caller, query.window));
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getRevenueProtection.policy) ? <PageHeader title={TITLE} /> : null}
        {result.view}
      </>
    );
  }
  const reading = result.value;
  const { revenue, trends } = reading;
  const now = new Date().toISOString();
  const standing = standingOf([revenue.meta, trends?.meta]);
  const window = windowWords[revenue.data.window];
  const { protection } = await targetsOfFigures();
  return (
    <>
      <PageHeader
        title={TITLE}
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
      />
      <LimitedSources {...standing} />
      <Tabs
        label="Period"
        items={MONEY_WINDOWS.map(({ value, label }) => ({
          href: hrefWith(PATH, { window: value }),
          label,
          current: value === revenue.data.window,
        }))}
      />
      <RevenueTiles meta={revenue.meta} actor={caller.actor} target={protection} at={at} now={now} />
      <Banner tone="info" title={REVENUE_METHOD.title}>
        {REVENUE_METHOD.text}
      </Banner>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <AtRisk reading={reading} window={window} at={at} now={now} />
        <Suggestions texts={revenue.data.recommendations} unknown="Without figures there is nothing to suggest." />
        <div className="min-w-0 xl:col-span-2">
          <InsightsTable
            rows={insightRows(revenue, caller.actor, at)}
            window={window}
            instead={whyNone(reading)}
            at={at}
          />
        </div>
        <MailTrends reading={reading} at={at} now={now} />
      </div>
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </>
  );
}

interface PartProps {
  readonly reading: RevenueReading;
  readonly at: string;
  readonly now: string;
}

/** Why there are no tenants to see, where that is not because all is well. */
function whyNone({ revenue: { data } }: RevenueReading): string | undefined {
  if (data.hidden?.includes("business_insights")) {
    return "Hidden: your role reads sums over tenants, not which tenants they are.";
  }
  return data.revenue_at_risk === null ? "Unknown: the sources that this needs do not answer." : undefined;
}

function AtRisk({ reading, window, at, now }: PartProps & { readonly window: string }) {
  const { data, meta } = reading.revenue;
  const figure = figuresOf(meta);
  const [first] = data.business_insights;
  const reason = whyNone(reading);
  const rows = data.business_insights.map(({ tenant_name: label }, index) => {
    const note = figure(`business_insights.${index}.impact_range`);
    return { label, note, bar: note === undefined ? null : spanOf(note) };
  });
  return (
    <BarsCard
      title="Revenue at risk by tenant"
      description={`Modelled range ${window}, at most ten tenants`}
      summary={
        first === undefined
          ? (reason ?? "No tenant stands out.")
          : `${first.tenant_name} has most at risk, of ${rows.length} shown.`
      }
      rows={rows}
      heading="Tenant"
      csvHref={hrefWith("/executive/export/revenue-protection", { window: data.window })}
      asOf={figure("revenue_at_risk")?.as_of ?? null}
      caveat="Modelled, directional"
      at={at}
      now={now}
    />
  );
}

/** Bounces and complaints behind the money, for roles that read the platform's series. */
function MailTrends({ reading: { trends, annotations }, at, now }: PartProps) {
  if (trends === null) {
    return (
      <Card title="Bounces and complaints over time">
        <p className="text-muted text-sm">Hidden: your role does not read the platform's series.</p>
      </Card>
    );
  }
  return (
    <TrendCards
      trends={trends}
      annotations={annotations?.data ?? { items: [] }}
      metrics={["bounce_rate", "complaint_rate"]}
      at={at}
      now={now}
    />
  );
}
