"use client";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import { dateText, pointText, type TrendPoint, type TrendSubject } from "./trend-words.tsx";

export interface ChartMark {
  /** The point that it belongs to. */
  readonly date: string;
  readonly number: number;
  readonly isTrouble: boolean;
}

interface TrendChartProps {
  readonly points: readonly TrendPoint[];
  readonly subject: TrendSubject;
  readonly marks: readonly ChartMark[];
  /** Whether the axis begins at zero; else it fits what is drawn. */
  readonly isFromZero: boolean;
}

const tick = { fill: "var(--subtle)", fontSize: 11 };
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Band and middle of the ranges, without movement; the card around it says the same in words and as a table. */
export function TrendChart({ points, subject, marks, isFromZero }: TrendChartProps) {
  const rows = points.map((point) => ({ ...point, ...drawn(point) }));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 560, height: 208 }}>
      <ComposedChart data={rows} margin={{ top: 18, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="date"
          tickFormatter={(date: string) => dateText(date, subject.interval === "month" ? "month" : "day")}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          minTickGap={28}
        />
        <YAxis
          width={48}
          tick={tick}
          tickLine={false}
          axisLine={false}
          domain={isFromZero ? [0, "auto"] : ["auto", "auto"]}
          allowDecimals={false}
          tickFormatter={(value: number) => axisText(value, subject.unit)}
        />
        <Tooltip
          content={(props) => <PointNote {...props} subject={subject} />}
          cursor={{ stroke: "var(--line-strong)" }}
          isAnimationActive={false}
        />
        <Area
          dataKey="band"
          type="linear"
          stroke="none"
          fill="var(--primary)"
          fillOpacity={0.16}
          activeDot={false}
          isAnimationActive={false}
        />
        <Line
          dataKey="middle"
          type="linear"
          stroke="var(--primary)"
          strokeWidth={2}
          dot={false}
          activeDot={{ r: 4, fill: "var(--primary)", stroke: "var(--raised)", strokeWidth: 2 }}
          isAnimationActive={false}
        />
        {marks.map(({ date, number, isTrouble }) => (
          <ReferenceLine
            key={number}
            x={date}
            stroke={isTrouble ? "var(--danger)" : "var(--subtle)"}
            strokeDasharray="3 3"
            label={{
              value: number,
              position: "top",
              fill: isTrouble ? "var(--danger)" : "var(--muted)",
              fontSize: 11,
              fontWeight: 600,
            }}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** A gap where nothing is known. */
const drawn = ({ low, high }: TrendPoint) =>
  low === null || high === null ? { band: null, middle: null } : { band: [low, high], middle: (low + high) / 2 };

function axisText(value: number, unit: string): string {
  if (unit === "percent") return `${value} %`;
  return unit === "USD" ? `$${compact.format(value)}` : compact.format(value);
}

function PointNote({ active, payload, subject }: TooltipContentProps & { readonly subject: TrendSubject }) {
  const point: TrendPoint | undefined = payload[0]?.payload;
  if (!active || point === undefined) {
    return null;
  }
  return (
    <div className="rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-xs shadow-pop">
      <p className="text-muted">{dateText(point.date, subject.interval)}</p>
      <p className="figure font-semibold text-ink">{pointText(point, subject) ?? "Unknown"}</p>
    </div>
  );
}
