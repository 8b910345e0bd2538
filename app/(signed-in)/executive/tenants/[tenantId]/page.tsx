import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { standingOf } from "#app/_support/figures.ts";
import { navigationFor } from "#app/_support/navigation.ts";
import { WhyFigure } from "#app/_support/why.tsx";
import { IncidentList } from "#components/executive/incident-list";
import { LimitedSources, QualityBadge } from "#components/executive/quality";
import { sourceName } from "#components/executive/sources";
import { SnapshotDialog } from "#components/snapshots/snapshot-dialog";
import { TenantStatus } from "#components/tenants/tenant-status";
import { SEGMENT_LABELS } from "#components/tenants/wording";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { hrefWith, queryOf } from "#components/ui/href";
import { PageHeader } from "#components/ui/page-header";
import { Pagination } from "#components/ui/pagination";
import { Tabs } from "#components/ui/tabs";
import { pageCaller } from "#lib/auth/console";
import { seesCost } from "#lib/executive/access";
import { can } from "#lib/operation/authorize";
import type { Actor } from "#lib/operation/operation";
import { captureSnapshot } from "#lib/snapshots/operations";
import { PERIOD_WORDS } from "../../overview-kpis.tsx";
import { takeSnapshotAction } from "../../snapshots/actions.ts";
import { TrendCards } from "../../trend-cards.tsx";
import { cameFrom, OVERVIEW_PATH, TENANTS_PATH } from "../../way.ts";
import { Onward } from "./onward.tsx";
import { readSummary, type SummaryReading, summaryOf } from "./read-summary.ts";
import { SummaryActions } from "./summary-actions.tsx";
import { SummaryKpis } from "./summary-kpis.tsx";
import { SummarySections } from "./summary-sections.tsx";

const PERIODS = ["last_7d", "last_30d", "last_90d", "last_365d"] as const;

interface Props {
  readonly params: Promise<{ readonly tenantId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** The tenant's name, so that tabs of the browser can be told apart. */
export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { tenantId } = await params;
  const title = await summaryOf(tenantId).then(
    ({ data }) => `Summary of ${data.tenant_profile.name}`,
    () => "Tenant summary", // the page itself says what is wrong
  );
  return { title };
}

/** One tenant in one place: key figures first, then the journey's five sections, its charts and its incidents. */
export default async function TenantSummaryPage({ params, searchParams }: Props) {
  const caller = await pageCaller();
  const { tenantId } = await params;
  const {
    figure: figureId,
    dialog,
    ...query
  } = queryOf(await searchParams, ["timeframe", "page", "pageSize", "from", "figure", "dialog"]);
  const path = `${TENANTS_PATH}/${tenantId}`;
  const from = cameFrom(query.from);
  const at = hrefWith(path, { ...query, from });
  const result = await attempt({ caller, href: at, cleanHref: path }, () => readSummary(caller, tenantId, query));
  if (!result.ok) {
    return result.view;
  }
  const reading = result.value;
  const { summary, targets, trends, annotations, incidents } = reading;
  const now = new Date().toISOString();
  const { name, segment, status } = summary.data.tenant_profile;
  const mayCapture = status !== "deleted" && can(caller.actor, captureSnapshot.policy);
  const standing = standingOf([summary.meta, trends.meta]);
  const shared = { reading, targets, isCostShown: seesCost(caller.actor), at, now };
  return (
    <>
      <PageHeader
        title={name}
        crumbs={crumbsOf(from, caller.actor, name)}
        meta={
          <>
            <TenantStatus status={status} />
            {segment === null ? null : <Badge>{SEGMENT_LABELS[segment] ?? segment}</Badge>}
            <QualityBadge quality={standing.quality} />
          </>
        }
        freshness={{ asOf: standing.asOf, now, label: "As of" }}
        actions={<SummaryActions tenantId={tenantId} at={at} mayCapture={mayCapture} />}
        description="Figures are computed every few minutes from what the sources last said; the page stays as it is until you refresh it."
      />
      <LimitedSources {...standing} />
      <SummaryKpis {...shared} />
      <div className="gap-4 *:mb-4 *:break-inside-avoid lg:columns-2 2xl:columns-3">
        <SummarySections {...shared} />
        <Onward tenantId={tenantId} actor={caller.actor} />
      </div>
      <Tabs
        label="Period of the charts"
        items={PERIODS.map((value) => ({
          href: hrefWith(at, { timeframe: value }),
          label: PERIOD_WORDS[value],
          current: value === trends.data.timeframe,
        }))}
      />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <TrendCards
          trends={trends}
          annotations={annotations.data}
          metrics={["delivery_rate", "sent", "bounce_rate", "complaint_rate"]}
          tenantId={tenantId}
          at={at}
          now={now}
        />
      </div>
      <Incidents incidents={incidents.data} at={at} now={now} />
      {dialog === "snapshot" && mayCapture ? (
        <SnapshotDialog
          tenantId={tenantId}
          tenantName={name}
          warning={limitedWarning(standing.limited)}
          closeHref={at}
          idempotencyKey={crypto.randomUUID()}
          action={takeSnapshotAction}
        />
      ) : null}
      <WhyFigure caller={caller} figureId={figureId} at={at} now={now} />
    </>
  );
}

/** The copy keeps for good what is missing when it is taken. */
const limitedWarning = (limited: readonly string[]): string | undefined =>
  limited.length === 0
    ? undefined
    : `Missing or late now, and so in the snapshot: ${limited.map((id) => sourceName(id).toLowerCase()).join(", ")}.`;

/** The way back with everything that was chosen on it: to the overview and to the directory as they were, or to the view in between. */
function crumbsOf(from: string | undefined, actor: Actor, name: string) {
  const [fromPath] = from?.split("?") ?? [];
  const here = ({ href, label }: { readonly href: string; readonly label: string }) => ({
    label,
    href: href === fromPath && from !== undefined ? from : href,
  });
  const pages = navigationFor(actor);
  const above = pages.filter(({ href }) => href === OVERVIEW_PATH);
  const view = pages.find(({ href }) => href === fromPath && href !== OVERVIEW_PATH);
  const directory = pages.find(({ href }) => href === TENANTS_PATH);
  const between = view ?? directory;
  return [...above.map(here), ...(between ? [here(between)] : []), { label: name }];
}

interface IncidentsProps {
  readonly incidents: SummaryReading["incidents"]["data"];
  readonly at: string;
  readonly now: string;
}

function Incidents({ incidents, at, now }: IncidentsProps) {
  const { items, page, page_size: pageSize, total_items: totalItems, total_pages: totalPages } = incidents;
  return (
    <Card title="Incidents" description="Alerts that belong together, over the last year; the newest first" flush>
      <IncidentList incidents={items} now={now} />
      {totalPages > 1 ? (
        <div className="border-line border-t px-4 py-2">
          <Pagination page={page} pageSize={pageSize} totalItems={totalItems} at={at} itemName="incidents" />
        </div>
      ) : null}
    </Card>
  );
}
