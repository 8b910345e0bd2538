import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { FigureTile } from "#components/executive/figure-tile";
import { GrowthCard } from "#components/executive/growth-card";
import { SourceList } from "#components/executive/source-list";
import { FIGURE_GROUPS } from "#components/executive/sources";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { StatusPill } from "#components/ui/status-pill";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { getTenantGrowth } from "#lib/executive/growth";
import { getOverview } from "#lib/executive/operations";
import type { Overview } from "#lib/executive/schema";
import { can } from "#lib/operation/authorize";
import type { Meta } from "#lib/operation/operation";
import { perform } from "#lib/operation/perform";
import { listTenants } from "#lib/tenants/operations";
import { figureAt, noteOf } from "./figures.ts";

export const metadata: Metadata = { title: "Overview" };

const PATH = "/executive";
const PERIODS = [
  { value: "last_7d", label: "7 days" },
  { value: "last_30d", label: "30 days" },
  { value: "last_90d", label: "90 days" },
];
const TENANT_FIGURES = [
  { key: "tenant_metrics.total_tenants", label: "Tenants" },
  { key: "tenant_metrics.active_tenants", label: "Active tenants" },
  { key: "tenant_metrics.new_tenants_30d", label: "New in 30 days" },
];

interface Props {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The platform at a glance: what is known with its origin, what is not with the reason. */
export default async function ExecutivePage({ searchParams }: Props) {
  const caller = await pageCaller();
  const query = queryOf(await searchParams, ["timeframe"]);
  const at = hrefWith(PATH, query);
  const result = await attempt({ caller, href: at, cleanHref: PATH }, async () => {
    // One after the other: a refusal is one record, not two.
    const overview = await perform(getOverview, caller, { query });
    return [overview, await perform(getTenantGrowth, caller, {})] as const;
  });
  if (!result.ok) {
    return (
      <>
        {can(caller.actor, getOverview.policy) ? <PageHeader title="Overview" /> : null}
        {result.view}
      </>
    );
  }
  const [{ data, meta }, { data: growth }] = result.value;
  const now = new Date().toISOString();
  const limited = meta?.data_sources_limited ?? [];
  const tenantsHref = can(caller.actor, listTenants.policy) ? "/console/tenants" : undefined;
  return (
    <>
      <PageHeader
        title="Overview"
        meta={<Quality quality={meta?.data_quality} />}
        freshness={{ asOf: meta?.last_updated ?? null, now, label: "As of" }}
        description={
          limited.length === 0
            ? undefined
            : `${limited.length} data sources are missing or late: a figure that needs a missing one is unknown. Tenants are counted the same for every period.`
        }
      />
      <Tabs
        label="Period"
        items={PERIODS.map(({ value, label }) => ({
          href: hrefWith(PATH, { timeframe: value }),
          label,
          current: value === data.timeframe,
        }))}
      />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <section aria-label="Tenants" className="grid gap-3 sm:grid-cols-3">
            {TENANT_FIGURES.map(({ key, label }) => (
              <FigureTile
                key={key}
                label={label}
                value={figureAt(data, key)}
                source="platform_database"
                note={noteOf(meta, key)}
                now={now}
                href={tenantsHref}
              />
            ))}
          </section>
          <GrowthCard points={growth.points} asOf={growth.asOf} now={now} />
          <FigureGroups overview={data} meta={meta} now={now} />
        </div>
        <SourceList limited={limited} />
      </div>
    </>
  );
}

const QUALITIES = {
  standard: <StatusPill tone="success">Complete data</StatusPill>,
  partial: <StatusPill tone="warning">Partial data</StatusPill>,
  stale: <StatusPill tone="warning">Stale data</StatusPill>,
};

const Quality = ({ quality }: { readonly quality: Meta["data_quality"] | undefined }) =>
  QUALITIES[quality ?? "partial"];

interface FigureGroupsProps {
  readonly overview: Overview;
  readonly meta: Meta | undefined;
  readonly now: string;
}

function FigureGroups({ overview, meta, now }: FigureGroupsProps) {
  return FIGURE_GROUPS.map(({ title, figures }) => (
    <section key={title} aria-label={title}>
      <h2 className="mb-2 font-semibold text-sm">{title}</h2>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3">
        {figures.map(({ key, label, source }) => (
          <FigureTile
            key={key}
            label={label}
            value={figureAt(overview, key)}
            source={source}
            note={noteOf(meta, key)}
            now={now}
          />
        ))}
      </div>
    </section>
  ));
}
