import { Download, FileText } from "lucide-react";
import type { Metadata } from "next";
import { attempt } from "#app/_support/attempt.tsx";
import { BandChart } from "#components/snapshots/band-chart";
import { FigureTable } from "#components/snapshots/figure-table";
import { Verification } from "#components/snapshots/verification";
import { buttonStyles } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { DefinitionList } from "#components/ui/definition-list";
import { PageHeader } from "#components/ui/page-header";
import { StatusPill } from "#components/ui/status-pill";
import { pageCaller } from "#lib/auth/console";
import { perform } from "#lib/operation/perform";
import { roleLabel } from "#lib/policy/role-label";
import { figureRows } from "#lib/snapshots/figure-rows";
import { getSnapshot } from "#lib/snapshots/operations";
import type { Snapshot } from "#lib/snapshots/resource";
import {
  dayWords,
  figureWords,
  instantWords,
  QUALITY_LABELS,
  SECTION_NOTES,
  SECTION_TITLES,
  STATE_LABELS,
  snapshotNumber,
  sourceLabel,
  TREND_LABELS,
} from "#lib/snapshots/wording";
import { SNAPSHOTS_PATH, snapshotsOf } from "../place.ts";
import "./print.css";

export const metadata: Metadata = { title: "Snapshot" };

interface Props {
  readonly params: Promise<{ readonly snapshotId: string }>;
}

/** One snapshot: what was shown, as it was shown, and whether it is still that. Printed, it is a paper for a meeting. */
export default async function SnapshotPage({ params }: Props) {
  const caller = await pageCaller();
  const { snapshotId } = await params;
  const path = `${SNAPSHOTS_PATH}/${snapshotId}`;
  const result = await attempt({ caller, href: path, cleanHref: path }, () =>
    perform(getSnapshot, caller, { path: { snapshotId } }),
  );
  if (!result.ok) {
    return result.view;
  }
  const snapshot = result.value.data;
  const number = snapshotNumber(snapshot.tenant.code, snapshot.number);
  const rows = figureRows(snapshot);
  return (
    <div className="snapshot flex flex-col gap-4">
      <PageHeader
        title={snapshot.summary.tenant_profile.name}
        crumbs={[
          { label: "Snapshots", href: SNAPSHOTS_PATH },
          { label: snapshot.tenant.name, href: snapshotsOf(snapshot.tenant.tenant_id) },
          { label: number },
        ]}
        meta={
          <>
            <span className="figure rounded-sm bg-sunken px-1.5 py-px text-sm">{number}</span>
            <StatusPill tone={snapshot.data_quality === "standard" ? "success" : "warning"}>
              {QUALITY_LABELS[snapshot.data_quality]}
            </StatusPill>
          </>
        }
        actions={<Files path={path} />}
        description={snapshot.note ?? undefined}
      />
      <Verification sha256={snapshot.sha256} verification={snapshot.verification} />
      <About snapshot={snapshot} />
      {snapshot.sections.map(({ section, state, as_of: asOf }) => (
        <Card
          key={section}
          title={SECTION_TITLES[section] ?? section}
          description={
            <>
              <span className={state === "fresh" ? undefined : "font-medium text-warning"}>
                {`${STATE_LABELS[state] ?? state}, ${instantWords(asOf)}`}
              </span>
              {SECTION_NOTES[section] === undefined ? null : ` · ${SECTION_NOTES[section]}`}
            </>
          }
          flush
        >
          <FigureTable
            caption={SECTION_TITLES[section] ?? section}
            rows={rows.filter((row) => row.section === section)}
          />
        </Card>
      ))}
      <Trends snapshot={snapshot} />
      <Incidents snapshot={snapshot} />
      <p className="text-muted text-xs">
        Cost figures: {snapshot.summary.cost_analysis.label}. Revenue at risk is modelled and directional. Figures are
        ranges as of the moments given; an unknown figure is unknown, not zero.
      </p>
      <p className="snapshot-foot">
        {number} · SHA-256 {snapshot.sha256}
      </p>
    </div>
  );
}

/** Plain links: a file is no page, and nothing is fetched ahead. */
function Files({ path }: { readonly path: string }) {
  return (
    <>
      <a href={`${path}/file?format=csv`} download className={buttonStyles()}>
        <Download aria-hidden="true" />
        CSV
      </a>
      <a href={`${path}/file?format=pdf`} download className={buttonStyles({ variant: "primary" })}>
        <FileText aria-hidden="true" />
        PDF
      </a>
    </>
  );
}

function About({ snapshot }: { readonly snapshot: Snapshot }) {
  const { captured_by: by, window, summary, data_sources_limited: limited } = snapshot;
  const { code, segment, plan, status } = summary.tenant_profile;
  const profile = [code, segment, plan === null ? null : `${plan} plan`, status].filter((word) => word !== null);
  return (
    <Card title="About this snapshot">
      <DefinitionList
        items={[
          { term: "Tenant", value: profile.map((word) => word.replaceAll("_", " ")).join(" · ") },
          { term: "Captured", value: instantWords(snapshot.captured_at) },
          { term: "Captured by", value: `${by.name ?? "Somebody else"}, ${roleLabel(by.role)}` },
          { term: "Window", value: `${dayWords(window.start)} – ${dayWords(window.end)}` },
          {
            term: "Limited sources",
            value: limited.length === 0 ? "None" : limited.map(sourceLabel).join(", "),
          },
          { term: "Subscription", value: figureWords(summary.revenue_value.subscription_status ?? "none", undefined) },
        ]}
      />
    </Card>
  );
}

function Trends({ snapshot: { trends } }: { readonly snapshot: Snapshot }) {
  return (
    <section aria-label="Trends" className="avoid-break flex flex-col gap-2">
      <h2 className="font-semibold text-sm">Trends, 30 days</h2>
      <div className="grid gap-3 md:grid-cols-2 print:grid-cols-2">
        {trends.series.map(({ metric, unit, source, points }) => (
          <BandChart
            key={metric}
            label={TREND_LABELS[metric] ?? metric}
            about={`${figureWords(unit, undefined)} a day, ${sourceLabel(source)}`}
            points={points}
          />
        ))}
      </div>
    </section>
  );
}

function Incidents({ snapshot: { incidents } }: { readonly snapshot: Snapshot }) {
  return (
    <Card title="Incidents of the window" flush>
      {incidents.length === 0 ? (
        <p className="px-4 py-3 text-muted text-sm">None.</p>
      ) : (
        <ul className="divide-y divide-line text-sm">
          {incidents.map(({ incident_id: id, severity, title, status, started_at: from, resolved_at: until }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2">
              <span>
                <span className="font-semibold">{figureWords(severity, undefined)}</span> {title}
              </span>
              <span className="text-muted text-xs">
                {until === null
                  ? `${status} since ${instantWords(from)}`
                  : `${instantWords(from)} – ${instantWords(until)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
