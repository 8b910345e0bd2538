import type { ReactNode } from "react";
import { SOURCES, sourceName } from "#components/executive/sources";
import { Card } from "#components/ui/card";
import { type Definition, DefinitionList } from "#components/ui/definition-list";
import { formatCount } from "#components/ui/format";
import { RelativeTime } from "#components/ui/relative-time";
import { StatusPill } from "#components/ui/status-pill";
import type { SourceStatus } from "#lib/executive/source-list-schema";
import { BREAKER_WORDS, NEEDS, sourceLook, toleranceText, WAY_WORDS } from "./wording.tsx";

interface SourceCardProps {
  readonly source: SourceStatus;
  readonly now: string;
  readonly actions?: ReactNode;
}

/** One source: how it stands, how old its knowledge is, what is wrong with it, and what it needs. */
export function SourceCard({ source, now, actions }: SourceCardProps) {
  const { tone, word, meaning } = sourceLook(source);
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          {sourceName(source.source)}
          <StatusPill tone={tone}>{word}</StatusPill>
        </span>
      }
      description={SOURCES[source.source]?.brings}
      actions={actions}
      footer={`Late after ${toleranceText(source.stale_after_minutes)}, missing after ${toleranceText(source.missing_after_minutes)}. ${meaning}`}
    >
      <DefinitionList items={factsOf(source, now)} />
    </Card>
  );
}

function factsOf(source: SourceStatus, now: string): Definition[] {
  return [
    { term: "Arrives", value: WAY_WORDS[source.way], note: source.is_connected ? undefined : needsText(source.source) },
    {
      term: source.way === "asked" ? "Last good reading" : "Last heard of",
      value: <RelativeTime value={source.last_heard_at} now={now} empty="Never" />,
    },
    ...eventFacts(source, now),
    ...(source.way === "asked" ? askedFacts(source, now) : []),
    ...failureFacts(source),
    ...unattributedFacts(source),
  ];
}

const eventFacts = ({ last_event_at: at }: SourceStatus, now: string): Definition[] =>
  at === null
    ? []
    : [
        {
          term: "Newest event",
          value: <RelativeTime value={at} now={now} />,
          note: "When it happened, not when it came",
        },
      ];

const askedFacts = (source: SourceStatus, now: string): Definition[] => [
  {
    term: "Last asked",
    value: <RelativeTime value={source.last_asked_at} now={now} empty="Never" />,
    note: source.duration_ms === null ? undefined : `took ${formatCount(source.duration_ms)} ms`,
  },
  { term: "Breaker", value: BREAKER_WORDS[source.breaker ?? ""] ?? "–" },
];

const failureFacts = ({ error, failures }: SourceStatus): Definition[] =>
  error === null
    ? []
    : [
        {
          term: "Last failure",
          value: <span className="text-danger">{error}</span>,
          note: failures === 1 ? "1 failure" : `${formatCount(failures)} failures in a row`,
        },
      ];

const unattributedFacts = ({ unattributed, source }: SourceStatus): Definition[] =>
  unattributed === null
    ? []
    : [
        {
          term: "Unattributed",
          value: <span className="figure">{formatCount(unattributed)}</span>,
          note:
            source === "subscriptions"
              ? "Subscriptions that name no known tenant"
              : "Events of 30 days that name no known tenant; no tenant's figure counts them",
        },
      ];

const needsText = (id: string): string | undefined => (NEEDS[id] === undefined ? undefined : `Needs ${NEEDS[id]}`);
