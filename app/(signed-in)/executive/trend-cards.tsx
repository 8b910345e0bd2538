import type { z } from "zod";
import type { Annotation } from "#components/executive/annotations";
import { TrendCard } from "#components/executive/trend-card";
import { hrefWith } from "#components/ui/href";
import type { Annotations } from "#lib/executive/annotations";
import type { Trends } from "#lib/executive/trends-schema";
import type { Meta } from "#lib/operation/operation";
import { summaryHref } from "./way.ts";

type Metric = z.output<typeof Trends>["series"][number]["metric"];

const LOOKS: Readonly<Record<Metric, { readonly title: string; readonly isFromZero: boolean }>> = {
  delivery_rate: { title: "Delivery rate", isFromZero: false },
  sent: { title: "Messages", isFromZero: true },
  bounce_rate: { title: "Bounce rate", isFromZero: true },
  complaint_rate: { title: "Complaint rate", isFromZero: true },
};

interface TrendCardsProps {
  readonly trends: { readonly data: z.output<typeof Trends>; readonly meta?: Meta | undefined };
  readonly annotations: z.output<typeof Annotations>;
  readonly metrics: readonly Metric[];
  /** The tenant that they are of; left out: the platform. */
  readonly tenantId?: string | undefined;
  readonly at: string;
  readonly now: string;
}

/** The series of the platform or of a tenant as charts, each with what happened meanwhile. */
export function TrendCards({ trends: { data, meta }, annotations, metrics, tenantId, at, now }: TrendCardsProps) {
  const { timeframe, interval } = data;
  const prefix = tenantId === undefined ? `trends~${timeframe}` : `tenant-trends~${tenantId}~${timeframe}`;
  const notes = annotations.items.map((item) => annotationOf(item, tenantId, at));
  return metrics.flatMap((metric) =>
    data.series
      .filter((series) => series.metric === metric)
      .map(({ unit, source, points }) => (
        <TrendCard
          key={metric}
          {...LOOKS[metric]}
          subject={{ unit, source, interval, today: now.slice(0, 10) }}
          points={points}
          asOf={meta?.last_updated ?? null}
          now={now}
          at={at}
          csvHref={hrefWith("/executive/export/trends", { timeframe, metric, tenant: tenantId })}
          figureIdOf={(date) => `${prefix}~${metric}.${date}`}
          annotations={notes}
        />
      )),
  );
}

const annotationOf = (
  { at: moment, kind, label, tenantId }: z.output<typeof Annotations>["items"][number],
  shown: string | undefined,
  at: string,
): Annotation => ({
  at: moment,
  label,
  isTrouble: kind === "incident",
  href: tenantId === null || tenantId === shown ? undefined : summaryHref(tenantId, at),
});
