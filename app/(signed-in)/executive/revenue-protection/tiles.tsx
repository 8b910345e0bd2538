import { figuresOf } from "#app/_support/figures.ts";
import { FigureTile, type Target } from "#components/executive/figure-tile";
import type { FigureNote } from "#components/executive/figure-words";
import type { Actor, Meta } from "#lib/operation/operation";
import { pageHref } from "../way.ts";

interface RevenueTilesProps {
  readonly meta: Meta | undefined;
  readonly actor: Actor;
  /** The protection score to reach, in percent. */
  readonly target: number;
  readonly at: string;
  readonly now: string;
}

/** The six figures of revenue protection. */
export function RevenueTiles({ meta, actor, target, at, now }: RevenueTilesProps) {
  const figure = figuresOf(meta);
  const shared = { at, now };
  const score = figure("protection_score");
  const alerts = pageHref(actor, "/executive/intelligence", { priority: "critical,high" });
  return (
    <section aria-label="Key figures" className="grid grid-cols-[repeat(auto-fit,minmax(9.75rem,1fr))] gap-3">
      <FigureTile {...shared} label="Risk level" note={figure("revenue_risk_level")} caveat="Modelled, directional" />
      <FigureTile {...shared} label="Revenue at risk" note={figure("revenue_at_risk")} caveat="Modelled, directional" />
      <FigureTile {...shared} label="Protection score" note={score} target={targetOf(score, target)} />
      <FigureTile
        {...shared}
        label="Subscription revenue"
        note={figure("subscription_revenue")}
        caveat="List prices, directional"
      />
      <FigureTile {...shared} label="Issues identified" note={figure("issues.identified")} href={alerts} />
      <FigureTile {...shared} label="Issues resolved" note={figure("issues.resolved")} />
    </section>
  );
}

const targetOf = (score: FigureNote | undefined, target: number): Target => ({
  text: `Target ${target}\u00a0%`,
  isMet: score?.low == null ? null : score.low >= target,
});
