import { clsx } from "clsx";
import { ArrowDownRight, ArrowRight, ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { AppLink } from "./app-link.tsx";
import { RelativeTime } from "./relative-time.tsx";

export interface Delta {
  /** As people read it: "+4.2 %", "−12". */
  readonly text: string;
  readonly direction: "up" | "down" | "flat";
  /** Whether the change is welcome; colour follows this, not the direction. */
  readonly good?: boolean | undefined;
  /** With what it is compared: "vs previous 30 days". */
  readonly versus: string;
}

interface StatTileProps {
  readonly label: string;
  /** A value or range ready to show; null when it is not known. */
  readonly value: string | null;
  readonly unit?: string | undefined;
  /** In place of "Unknown", where the value is kept from the reader. */
  readonly unknownWord?: string | undefined;
  /** Why the value is unknown; required reading when `value` is null. */
  readonly unknownReason?: string | undefined;
  readonly source?: string | undefined;
  readonly asOf?: string | null | undefined;
  readonly now: string;
  readonly delta?: Delta | undefined;
  /** Leads to the drill-down. */
  readonly href?: string | undefined;
  /** "Internal approximation – non-authoritative" and the like. */
  readonly caveat?: string | undefined;
  /** A small control beside the label. */
  readonly corner?: ReactNode;
  /** In place of source and age, where there is more to say about them. */
  readonly footer?: ReactNode;
  /** A sparkline or a target. */
  readonly children?: ReactNode;
}

/** One figure with its provenance: a missing figure says "Unknown" and why, never zero. */
export function StatTile(props: StatTileProps) {
  const {
    label,
    value,
    unit,
    unknownWord = "Unknown",
    unknownReason,
    delta,
    href,
    caveat,
    corner,
    footer,
    children,
  } = props;
  return (
    <div
      className={clsx(
        "avoid-break relative flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-raised p-3.5",
        href !== undefined && "hover:border-line-strong",
      )}
    >
      <div className="flex items-start justify-between gap-2">
        <p className="font-medium text-muted text-xs">
          {href === undefined ? (
            label
          ) : (
            <AppLink href={href} className="after:absolute after:inset-0 after:rounded-lg hover:text-ink">
              {label}
            </AppLink>
          )}
        </p>
        {corner}
      </div>
      {value === null ? (
        <p className="text-lg text-subtle leading-7">{unknownWord}</p>
      ) : (
        <p className="font-semibold text-ink text-xl tabular-nums tracking-tight">
          {value}
          {unit === undefined ? null : <span className="ml-1 font-normal text-muted text-sm">{unit}</span>}
        </p>
      )}
      {value === null && unknownReason !== undefined ? <p className="text-muted text-xs">{unknownReason}</p> : null}
      {value === null || delta === undefined ? null : <DeltaLine {...delta} />}
      {children}
      {caveat === undefined ? null : <p className="text-warning text-xs">{caveat}</p>}
      {footer === undefined ? <Provenance {...props} /> : footer}
    </div>
  );
}

const arrows = { up: ArrowUpRight, down: ArrowDownRight, flat: ArrowRight };

function DeltaLine({ text, direction, good, versus }: Delta) {
  const Arrow = arrows[direction];
  const tone = good === undefined ? "text-muted" : good ? "text-success" : "text-danger";
  return (
    <p className="flex flex-wrap items-center gap-x-1 text-xs">
      <span className={clsx("inline-flex items-center gap-0.5 font-medium tabular-nums", tone)}>
        <Arrow aria-hidden="true" className="size-3.5" />
        {text}
        {good === undefined ? null : <span className="sr-only">{good ? " (better)" : " (worse)"}</span>}
      </span>
      <span className="text-subtle">{versus}</span>
    </p>
  );
}

function Provenance({ source, asOf, now }: Pick<StatTileProps, "source" | "asOf" | "now">) {
  if (source === undefined && asOf === undefined) return null;
  return (
    <p className="mt-auto flex flex-wrap gap-x-1.5 pt-1 text-2xs text-subtle">
      {source === undefined ? null : <span>{source}</span>}
      {asOf === undefined ? null : (
        <span>{asOf === null ? "age unknown" : <RelativeTime value={asOf} now={now} />}</span>
      )}
    </p>
  );
}
