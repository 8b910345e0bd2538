"use client";
import {
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount } from "#components/ui/format";
import { utcText } from "#components/ui/relative-time";
import type { RuleBacktest } from "#lib/rules/trial-schema";

interface BacktestChartProps {
  readonly steps: RuleBacktest["steps"];
}

const tick = { fill: "var(--subtle)", fontSize: 11 };

/** Effects per step alone, from zero and without movement; the tables beside it say the same. */
export function BacktestChart({ steps }: BacktestChartProps) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 192 }}>
      <BarChart data={[...steps]} margin={{ top: 6, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          tickFormatter={shortMoment}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          minTickGap={24}
        />
        <YAxis
          width={40}
          tick={tick}
          tickLine={false}
          axisLine={false}
          allowDecimals={false}
          tickFormatter={(value: number) => formatCount(value)}
        />
        <Tooltip content={StepNote} cursor={{ fill: "var(--hover)" }} isAnimationActive={false} />
        <Bar dataKey="hits" fill="var(--primary)" radius={[2, 2, 0, 0]} maxBarSize={28} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}

/** `11-21 06:00`, in UTC. */
const shortMoment = (at: string): string => at.slice(5, 16).replace("T", " ");

function StepNote({ active, payload, label }: TooltipContentProps) {
  const value = payload[0]?.value;
  if (!active || typeof value !== "number") {
    return null;
  }
  return (
    <div className="rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-xs shadow-pop">
      <p className="text-muted">until {utcText(new Date(String(label)))}</p>
      <p className="figure font-semibold text-ink">{formatCount(value)} hit</p>
    </div>
  );
}
