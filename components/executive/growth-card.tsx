import { TrendCard } from "./trend-card.tsx";

interface GrowthCardProps {
  readonly points: readonly { readonly month: string; readonly tenants: number }[];
  /** The figure that counts the tenants now: the newest point. */
  readonly figureId: string | undefined;
  readonly asOf: string;
  readonly now: string;
  readonly at: string;
}

const SUBJECT = { unit: "tenants", source: "platform_database", interval: "month" } as const;

/** Tenants at the end of each of twelve months. */
export function GrowthCard({ points, figureId, asOf, now, at }: GrowthCardProps) {
  const newest = points.at(-1)?.month;
  return (
    <TrendCard
      title="Tenants over time"
      description="Tenants that existed at the end of each month; the current month until now"
      subject={{ ...SUBJECT, today: now.slice(0, 10) }}
      points={points.map(({ month, tenants }) => ({
        date: month,
        value: String(tenants),
        low: tenants,
        high: tenants,
      }))}
      asOf={asOf}
      now={now}
      at={at}
      csvHref="/executive/export/growth"
      figureIdOf={(date) => (date === newest ? figureId : undefined)}
      isFromZero
    />
  );
}
