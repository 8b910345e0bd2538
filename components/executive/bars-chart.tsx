"use client";
import {
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";

/** A bar between two values. */
export interface BarRow {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** What it says in words: "$5K–15K". */
  readonly text: string;
  /** The sum of the others, or what costs without serving anybody. */
  readonly look?: "sum" | "idle" | undefined;
}

const FILLS = { sum: "var(--subtle)", idle: "var(--warning)" } as const;
const tick = { fill: "var(--muted)", fontSize: 12 };
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** Horizontal bars in US dollars, without movement; the card around them says the same as a table. */
export function BarsChart({ rows }: { readonly rows: readonly BarRow[] }) {
  const data = rows.map((row) => ({ ...row, span: [row.from, row.to] }));
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
      <BarChart
        data={data}
        layout="vertical"
        margin={{ top: 0, right: 16, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis
          type="number"
          tick={{ ...tick, fontSize: 11 }}
          tickLine={false}
          axisLine={{ stroke: "var(--line-strong)" }}
          domain={[0, "auto"]}
          tickFormatter={(value: number) => `$${compact.format(value)}`}
        />
        <YAxis
          type="category"
          dataKey="label"
          width={132}
          tick={tick}
          tickLine={false}
          axisLine={false}
          interval={0}
          tickFormatter={shortened}
        />
        <Tooltip content={BarNote} cursor={{ fill: "var(--hover)" }} isAnimationActive={false} />
        <Bar dataKey="span" radius={3} maxBarSize={18} minPointSize={3} isAnimationActive={false}>
          {rows.map(({ label, look }) => (
            <Cell key={label} fill={look === undefined ? "var(--primary)" : FILLS[look]} fillOpacity={0.85} />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

const LONGEST = 20;
const shortened = (label: string): string => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label);

function BarNote({ active, payload }: TooltipContentProps) {
  const row: BarRow | undefined = payload[0]?.payload;
  if (!active || row === undefined) {
    return null;
  }
  return (
    <div className="rounded-md border border-line-strong bg-overlay px-2.5 py-1.5 text-xs shadow-pop">
      <p className="text-muted">{row.label}</p>
      <p className="figure font-semibold text-ink">{row.text}</p>
    </div>
  );
}
