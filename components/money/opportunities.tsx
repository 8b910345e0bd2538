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
        <ol className="max-h-96 divide-y divide-line overflow-y-auto" aria-label="Where cost could be saved">
          {opportunities.map(({ id, type, confidence, rationale, savings }) => (
            <li key={id} className="flex items-start justify-between gap-3 px-4 py-2.5 text-sm">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-2 font-medium">
                  {proposalText(type)}
                  <Badge>{confidence} confidence</Badge>
                </p>
                <p className="text-muted text-xs">{rationale}</p>
              </div>
              <div className="flex shrink-0 items-start gap-1.5 text-right">
                <div>
                  <p className="font-semibold tabular-nums">{(savings && figureText(savings)) ?? "Unknown"}</p>
                  <p className="text-2xs text-subtle">saved</p>
                </div>
                {savings === undefined ? null : (
                  <WhyLink label={`Saving: ${proposalText(type)}`} figureId={savings.figure_id} at={at} isCompact />
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
