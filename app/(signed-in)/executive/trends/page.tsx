import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { standingOf } from "#app/_support/figures.ts";
import { WhyFigure } from "#app/_support/why.tsx";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getAnnotations } from "#lib/executive/annotations";
import { getTrends } from "#lib/executive/series-operations";
import { can } from "#lib/operation/authorize";
import { perform } from "#lib/operation/perform";
import { PERIOD_WORDS } from "../overview-kpis.tsx";
import { TrendCards } from "../trend-cards.tsx";

export const metadata: Metadata = { title: "Trends" };

const PATH = "/executive/trends";
const PERIODS = ["last_7d", "last_30d", "last_90d", "last_365d"] as const;

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The platform's mail over time, with what happened meanwhile. */
export default async function TrendsPage({ searchParams }: Props) {
  const caller = await pageCaller();
  const { figure: figureId, ...query } = queryOf(await searchParams, ["timeframe", "figure"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, async () => {
    // One after the other: a refusal is one record, not two.
    const trends = await perform(getTrends, caller, { query });
    return { trends, annotations: await perform(getAnnotations, caller, { query }) };
  });
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getTrends.policy) ? <PageHeader title="Trends" /> : null}
        {result.view}
      </>
    );
  }
  const { trends, annotations } = result.value;
  const now = new Date().toISOString();
  const standing = standingOf([trends.meta]);
  return (
    <>
      <PageHeader
        title="Trends"
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
        description="The whole platform's mail. A year is drawn by weeks, anything shorter by days; a day with too little mail is left out."
      />
      <LimitedSources {...standing} />
      <Tabs
        label="Period"
        items={PERIODS.map((value) => ({
          href: hrefWith(PATH, { timeframe: value }),
          label: PERIOD_WORDS[value],
          current: value === trends.data.timeframe,
        }))}
      />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <TrendCards
          trends={trends}
          annotations={annotations.data}
          metrics={["delivery_rate", "sent", "bounce_rate", "complaint_rate"]}
          at={at}
          now={now}
        />
      </div>
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </>
  );
}
