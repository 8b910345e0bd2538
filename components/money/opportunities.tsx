import type { ReactNode } from "react";
import { type FigureNote, figureText } from "#components/executive/figure-words";
import { WhyLink } from "#components/executive/why-link";
import { Badge } from "#components/ui/badge";
import { Card } from "#components/ui/card";
import { proposalText } from "./wording.tsx";

export interface Opportunity {
  readonly id: string;
  readonly type: string;
  readonly confidence: "low" | "medium" | "high";
  readonly rationale: string;
  readonly savings: FigureNote | undefined;
}

interface OpportunitiesProps {
  readonly opportunities: readonly Opportunity[];
  /** "over 90 days". */
  readonly window: string;
  readonly label: string;
  readonly actions: ReactNode;
  /** In place of proposals: why there are none. */
  readonly instead: string;
  readonly at: string;
}

/** Where cost could be saved, with a rationale each: suggestions, never acts. */
export function Opportunities({ opportunities, window, label, actions, instead, at }: OpportunitiesProps) {
  return (
    <Card
      title="Where cost could be saved"
      description={`Largest saving first, ${window}; suggestions with a rationale`}
      actions={actions}
      footer={label}
      flush
    >
      {opportunities.length === 0 ? (
        <p className="px-4 py-6 text-muted text-sm">{instead}</p>
      ) : (
        <ol className="divide-y divide-line overflow-y-auto" aria-label="Where cost could be saved">
          {alike(opportunities).map((group) => (
            <Row key={group[0].id} group={group} at={at} />
          ))}
        </ol>
      )}
    </Card>
  );
}

type Group = readonly [Opportunity, ...Opportunity[]];

/** Proposals that say the same are one line, in the place of the largest. */
function alike(opportunities: readonly Opportunity[]): Group[] {
  const groups = Map.groupBy(opportunities, ({ type, confidence, rationale, savings }) =>
    [type, confidence, rationale, savings?.value].join("|"),
  );
  return [...groups.values()].flatMap(([first, ...rest]): Group[] => (first === undefined ? [] : [[first, ...rest]]));
}

function Row({ group, at }: { readonly group: Group; readonly at: string }) {
  const [{ type, confidence, rationale, savings }] = group;
  const name = proposalText(type);
  const saved = (savings && figureText(savings)) ?? "Unknown";
  return (
    <li className="px-4 py-2.5 text-sm">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 font-medium">
            {name}
            <Badge>{confidence} confidence</Badge>
          </p>
          <p className="text-muted text-xs">{rationale}</p>
        </div>
        <div className="flex shrink-0 items-start gap-1.5 text-right">
          <div>
            <p className="font-semibold tabular-nums">{saved}</p>
            <p className="text-2xs text-subtle">{group.length === 1 ? "saved" : "saved by each"}</p>
          </div>
          {savings === undefined || group.length > 1 ? null : (
            <WhyLink label={`Saving: ${name}`} figureId={savings.figure_id} at={at} isCompact />
          )}
        </div>
      </div>
      {group.length === 1 ? null : (
        <details className="mt-1">
          <summary className="w-fit rounded-sm text-link text-xs hover:underline">
            {group.length} proposals that say the same
          </summary>
          <ol className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-xs">
            {group.map((each, index) => (
              <li key={each.id} className="inline-flex items-center gap-1 tabular-nums">
                {(each.savings && figureText(each.savings)) ?? "Unknown"}
                {each.savings === undefined ? null : (
                  <WhyLink label={`Saving ${index + 1}: ${name}`} figureId={each.savings.figure_id} at={at} isCompact />
                )}
              </li>
            ))}
          </ol>
        </details>
      )}
    </li>
  );
}
