import { figuresOf } from "#app/_support/figures.ts";
import { FigureList } from "#components/executive/figure-list";
import { Card } from "#components/ui/card";
import type { Meta } from "#lib/operation/operation";

const GROUPS = [
  {
    title: "Operations",
    figures: [
      ["system_health.overall_status", "Overall status"],
      ["operations.backbone_health", "Backbone"],
      ["system_health.active_incidents", "Active incidents"],
      ["operations.api_response_time", "Response time, on average"],
      ["operations.queue_processing", "Queue processing"],
    ],
  },
  {
    title: "Business",
    figures: [
      ["business_metrics.monthly_revenue", "Monthly revenue"],
      ["business_metrics.cost_optimization_opportunities", "Cost opportunities"],
      ["tenant_metrics.total_tenants", "Tenants"],
      ["tenant_metrics.new_tenants_30d", "New tenants, 30 days"],
    ],
  },
] as const;

interface OverviewSignalsProps {
  readonly meta: Meta | undefined;
  readonly at: string;
  readonly now: string;
}

/** What supports the key figures: how the platform and the business run. */
export function OverviewSignals({ meta, at, now }: OverviewSignalsProps) {
  const figure = figuresOf(meta);
  return GROUPS.map(({ title, figures }) => (
    <Card key={title} title={title} flush>
      <FigureList figures={figures.map(([path, label]) => ({ label, note: figure(path) }))} at={at} now={now} />
    </Card>
  ));
}
