"use client";
import {
  Area,
  AreaChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount } from "#components/ui/format";
import { monthName } from "./month-name.tsx";

interface GrowthChartProps {
  readonly points: readonly { readonly month: string; readonly tenants: number }[];
}

const tick = { fill: "var(--subtle)", fontSize: 11 };

/** The curve alone, from zero and without movement; the card around it says the same in words and as a table. */
export function GrowthChart({ points }: GrowthChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
      <AreaChart data={[...points]} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="month"
          tickFormatter={shortMonth}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          minTickGap={16}
        />
        <YAxis
          width={44}
          tick={tick}
          tickLine={false}
          axisLine={false}
          allowDecimals={false}
          tickFormatter={(value: number) => formatCount(value)}
        />
        <Tooltip content={PointNote} cursor={{ stroke: "var(--line-strong)" }} isAnimationActive={false} />
        <Area
          dataKey="tenants"
          type="linear"
          stroke="var(--primary)"
          strokeWidth={2}
          fill="var(--primary)"
          fillOpacity={0.12}
          activeDot={{ r: 4, stroke: "var(--raised)", strokeWidth: 2 }}
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}

const shortMonth = (month: string): string => monthName(month).split(" ", 1)[0] ?? month;

function PointNote({ active, payload, label }: TooltipContentProps) {
  const value = payload[0]?.value;
  if (!active || typeof value !== "number") {
    return null;
  }
  return (
    <div className="rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-xs shadow-pop">
      <p className="text-muted">{monthName(String(label))}</p>
      <p className="figure font-semibold text-ink">{formatCount(value)} tenants</p>
    </div>
  );
}
