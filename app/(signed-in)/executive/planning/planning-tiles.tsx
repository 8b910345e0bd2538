import { z } from "zod";
import { POSITION_LABELS, VELOCITY_LABELS } from "#components/planning/wording";
import { formatCount } from "#components/ui/format";
import { hrefWith } from "#components/ui/href";
import { StatTile } from "#components/ui/stat-tile";
import type { Planning } from "#lib/executive/planning-schema";
import type { Meta } from "#lib/operation/operation";
import { PATH } from "./kinds.ts";
import type { Place } from "./place.ts";

const Note = z.object({ as_of: z.string().nullable() });

interface PlanningTilesProps {
  readonly view: Planning;
  readonly meta: Meta | undefined;
  readonly place: Place;
}

/** The figures of the planning view; each leads to the records that it counts. */
export function PlanningTiles({ view, meta, place }: PlanningTilesProps) {
  const { business_decisions: decided, competitive_analysis: market } = view;
  const to = (query: Readonly<Record<string, string>>) => hrefWith(PATH, { window: view.window, ...query });
  const tile = (path: string, label: string, value: string | null, href: string) => {
    const note = Note.safeParse(meta?.figures?.[path]).data;
    return (
      <StatTile
        key={path}
        label={label}
        value={value}
        unknownReason="No record says so, or the newest is too old"
        source={value === null ? undefined : "Entered by people"}
        asOf={value === null ? undefined : note?.as_of}
        now={place.now}
        href={href}
      />
    );
  };
  return (
    <section aria-label="Figures" className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      {tile("total_initiatives", "Initiatives", counted(view.total_initiatives), to({}))}
      {tile(
        "business_decisions.recent_decisions",
        "Decided in the period",
        counted(decided.recent_decisions),
        to({ section: "decisions", state: "decided", sort: "-decided_on" }),
      )}
      {tile(
        "business_decisions.pending_reviews",
        "Reviews pending",
        counted(decided.pending_reviews),
        to({ section: "reviews", state: "open" }),
      )}
      {tile(
        "business_decisions.decision_velocity",
        "Decision velocity",
        VELOCITY_LABELS[decided.decision_velocity ?? ""] ?? null,
        to({ section: "decisions" }),
      )}
      {tile(
        "competitive_analysis.market_position",
        "Market position",
        POSITION_LABELS[market.market_position ?? ""] ?? null,
        to({ section: "market", kind: "position" }),
      )}
      {tile(
        "competitive_analysis.opportunities",
        "Opportunities",
        counted(market.opportunities),
        to({ section: "market", kind: "opportunity" }),
      )}
    </section>
  );
}

const counted = (count: number | null): string | null => (count === null ? null : formatCount(count));
