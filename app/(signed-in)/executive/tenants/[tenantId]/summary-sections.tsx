import type { ReactNode } from "react";
import { type FigureAt, figuresOf } from "#app/_support/figures.ts";
import { FigureList, type ListedFigure } from "#components/executive/figure-list";
import { wordText } from "#components/executive/figure-words";
import { NotificationList } from "#components/executive/notification-list";
import { SummarySection } from "#components/executive/summary-section";
import { TenantStatus } from "#components/tenants/tenant-status";
import { PLAN_LABELS, SEGMENT_LABELS } from "#components/tenants/wording";
import { Card } from "#components/ui/card";
import { CopyableId } from "#components/ui/copyable-id";
import { DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import type { Targets } from "#lib/executive/targets";
import type { SummaryReading } from "./read-summary.ts";

interface SummarySectionsProps {
  readonly reading: SummaryReading;
  readonly targets: Targets;
  readonly isCostShown: boolean;
  readonly at: string;
  readonly now: string;
}

/** The five sections of the journey, in its order: who, how mail arrives, value, approximate cost, alerts. */
export function SummarySections({ reading: { summary }, targets, isCostShown, at, now }: SummarySectionsProps) {
  const { data, meta } = summary;
  const figure = figuresOf(meta);
  const shared = { at, now };
  return (
    <>
      <Identification data={data} now={now} />
      <Figures
        {...shared}
        title="Deliverability and reputation"
        description="How its mail arrived over 30 days, check by check"
        figures={deliverability(figure, targets)}
      />
      <Figures
        {...shared}
        title="Revenue and value"
        description="Directional: list prices and a model, not a ledger"
        figures={value(figure, data.revenue_value.subscription_status, isCostShown)}
      />
      <Figures
        {...shared}
        title="Infrastructure cost"
        description="An internal signal, not a bill"
        label={
          <>
            <strong className="font-semibold">{data.cost_analysis.label}</strong>
            <span className="text-muted"> – shares of servers and addresses; validate with finance before use.</span>
          </>
        }
        figures={cost(figure, isCostShown)}
      />
      <Alerts data={data} now={now} />
    </>
  );
}

type Data = SummaryReading["summary"]["data"];

function Identification({ data, now }: { readonly data: Data; readonly now: string }) {
  const { name, code, segment, plan, status } = data.tenant_profile;
  const unset = <span className="text-subtle">Not set</span>;
  return (
    <Card
      title="Identification"
      description="Who it is"
      footer={
        <>
          Platform database · <RelativeTime value={now} now={now} />
        </>
      }
    >
      <DefinitionList
        items={[
          {
            term: "Name",
            value: <span className="font-medium">{name}</span>,
            note: <span className="figure">{code}</span>,
          },
          { term: "Tenant id", value: <CopyableId value={data.tenant_id} label="tenant id" /> },
          { term: "Segment", value: SEGMENT_LABELS[segment ?? ""] ?? unset },
          { term: "Plan", value: PLAN_LABELS[plan ?? ""] ?? unset },
          { term: "Status", value: <TenantStatus status={status} /> },
        ]}
      />
    </Card>
  );
}

interface FiguresProps {
  readonly title: string;
  readonly description: string;
  readonly label?: ReactNode;
  readonly figures: readonly ListedFigure[];
  readonly at: string;
  readonly now: string;
}

const Figures = ({ figures, at, now, ...words }: FiguresProps) => (
  <SummarySection {...words} notes={figures.map(({ note }) => note)} now={now}>
    <FigureList figures={figures} at={at} now={now} />
  </SummarySection>
);

const deliverability = (figure: FigureAt, { bounce, complaint }: Targets): ListedFigure[] => [
  { label: "Delivered", hint: "Stated wider than above", note: figure("deliverability.rate_30d") },
  { label: "Bounced", hint: `Watched from ${bounce}\u00a0%`, note: figure("deliverability.bounce_rate") },
  { label: "Complained", hint: `Watched from ${complaint}\u00a0%`, note: figure("deliverability.complaint_rate") },
  { label: "Reputation", hint: "Worst of class, addresses and block lists", note: figure("deliverability.reputation") },
  { label: "Risk class", hint: "Either rate decides", note: figure("deliverability.risk") },
];

function value(figure: FigureAt, subscription: string | null, isCostShown: boolean): ListedFigure[] {
  const hidden = isCostShown ? undefined : "Your role does not read cost";
  const note = figure("revenue_value.monthly_price");
  return [
    {
      label: "List price a month",
      hint:
        subscription === null ? "No subscription is known" : `Subscription: ${wordText(subscription).toLowerCase()}`,
      note,
    },
    {
      label: "Revenue at risk",
      hint: "Modelled from bounces and complaints",
      note: figure("revenue_value.revenue_at_risk"),
    },
    {
      label: "Business health",
      hint: "List price against approximate cost",
      note: figure("revenue_value.business_health"),
      hidden,
    },
    {
      label: "Left of the list price",
      hint: "After approximate cost",
      note: figure("revenue_value.cost_efficiency"),
      hidden,
    },
  ];
}

function cost(figure: FigureAt, isCostShown: boolean): ListedFigure[] {
  const hidden = isCostShown ? undefined : "Your role does not read cost";
  return [
    { label: "Approximate cost a month", note: figure("cost_analysis.monthly_cost"), hidden },
    { label: "Direction", hint: "Over up to 26 weeks", note: figure("cost_analysis.cost_trend"), hidden },
  ];
}

function Alerts({ data, now }: { readonly data: Data; readonly now: string }) {
  const { active, active_critical_or_high: urgent, recent_notifications: latest } = data.system_alerts;
  const words =
    active === 0 ? "None is open" : `${formatCount(active)} open, ${formatCount(urgent)} of them critical or high`;
  return (
    <div id="alerts" className="min-w-0 scroll-mt-16">
      <Card
        title="Alerts and issues"
        description={words}
        footer={
          <>
            Platform database · <RelativeTime value={now} now={now} /> · reviewing an alert does not resolve it
          </>
        }
        flush
      >
        <NotificationList notifications={latest} now={now} />
      </Card>
    </div>
  );
}
