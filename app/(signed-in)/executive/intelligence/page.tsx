import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { figuresOf, standingOf } from "#app/_support/figures.ts";
import { WhyFigure } from "#app/_support/why.tsx";
import { FigureTile } from "#components/executive/figure-tile";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getIntelligence } from "#lib/executive/business-operations";
import { listSystemIncidents } from "#lib/executive/series-operations";
import { can } from "#lib/operation/authorize";
import type { Meta } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { Feed } from "./feed.tsx";
import { IncidentsSection } from "./incidents.tsx";
import { KEYS, PATH, type Place } from "./place.ts";

export const metadata: Metadata = { title: "Intelligence and alerts" };

const TITLE = "Intelligence and alerts";
const COUNTS = [
  { path: "alerts.critical", label: "Critical", priority: "critical" },
  { path: "alerts.high_priority", label: "Critical or high", priority: "critical,high" },
  { path: "alerts.medium_priority", label: "Medium", priority: "medium" },
  { path: "alerts.total", label: "All open alerts", priority: null },
] as const;
const TRENDS = [
  { path: "trends.system_performance", label: "System performance" },
  { path: "trends.cost_optimization", label: "Cost" },
  { path: "trends.business_metrics", label: "Recurring revenue" },
];

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Which way things go, what is open, and the alerts themselves with the reader's own reviews. */
export default async function IntelligencePage({ searchParams }: Props) {
  const caller = await pageCaller();
  const params = await searchParams;
  const asked = queryOf(params, KEYS);
  const { tenant, dialog, figure } = queryOf(params, ["tenant", "dialog", "figure"]);
  const at = hrefWith(PATH, asked);
  const place: Place = { caller, asked, at, now: new Date().toISOString() };
  const isIncidents = asked.section === "incidents" && can(caller.actor, listSystemIncidents.policy);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, async () => {
    const { meta } = await perform(getIntelligence, caller, {});
    const section = isIncidents
      ? await IncidentsSection({ place })
      : await Feed({ place, typed: tenant, ticked: dialog === "review" ? tickedIds(params["id"]) : undefined });
    return { meta, section };
  });
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getIntelligence.policy) ? <PageHeader title={TITLE} /> : null}
        {result.view}
      </>
    );
  }
  const { meta, section } = result.value;
  const standing = standingOf([meta]);
  return (
    <>
      <PageHeader
        title={TITLE}
        meta={<QualityBadge quality={standing.quality} />}
        freshness={{ asOf: standing.asOf, now: place.now, label: "As of" }}
      />
      <LimitedSources {...standing} />
      <Figures meta={meta} place={place} />
      {can(caller.actor, listSystemIncidents.policy) ? (
        <Tabs
          label="Sections"
          items={[
            { href: PATH, label: "Alerts", current: !isIncidents },
            { href: hrefWith(PATH, { section: "incidents" }), label: "Incidents", current: isIncidents },
          ]}
        />
      ) : null}
      {section}
      <WhyFigure caller={caller} figureId={figure} at={at} now={place.now} />
    </>
  );
}

/** The ids that a plain GET form has sent, at most as many as may be reviewed together. */
const tickedIds = (value: string | string[] | undefined): string[] | undefined => {
  const ids = [value ?? []].flat().slice(0, 500);
  return ids.length === 0 ? undefined : ids;
};

function Figures({ meta, place: { at, now } }: { readonly meta: Meta | undefined; readonly place: Place }) {
  const figure = figuresOf(meta);
  return (
    <section aria-label="Figures" className="grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-3">
      {COUNTS.map(({ path, label, priority }) => (
        <FigureTile
          key={path}
          label={label}
          note={figure(path)}
          at={at}
          now={now}
          href={hrefWith(PATH, { priority })}
        />
      ))}
      {TRENDS.map(({ path, label }) => (
        <FigureTile key={path} label={label} note={figure(path)} at={at} now={now} />
      ))}
    </section>
  );
}
