import { Banner } from "#components/ui/banner";
import { StatusPill } from "#components/ui/status-pill";
import { SOURCES, sourceName } from "./sources.tsx";

/** What an answer's `meta` says of the quality of all that stands in it; the worst first. */
export type Quality = "partial" | "stale" | "standard";

const LOOKS = {
  standard: { tone: "success", word: "Complete data" },
  partial: { tone: "warning", word: "Partial data" },
  stale: { tone: "warning", word: "Stale data" },
} as const;

/** The quality of a page: that of its worst figure. */
export function QualityBadge({ quality }: { readonly quality: Quality }) {
  const { tone, word } = LOOKS[quality];
  return <StatusPill tone={tone}>{word}</StatusPill>;
}

interface LimitedSourcesProps {
  readonly quality: Quality;
  /** Source ids. */
  readonly limited: readonly string[];
}

/** Which sources are missing or late, and what that means for the page; nothing while all are as they should be. */
export function LimitedSources({ quality, limited }: LimitedSourcesProps) {
  if (limited.length === 0) return null;
  return (
    <Banner
      tone="warning"
      title={`${limited.length === 1 ? "One data source is" : `${limited.length} data sources are`} missing or late`}
    >
      <p>
        {quality === "partial"
          ? "A figure that needs a missing source is unknown, never a guess and never zero."
          : "What comes from a late source is shown with its age and low confidence."}
      </p>
      <ul aria-label="Limited sources" className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5">
        {limited.map((id) => (
          <li key={id}>
            <span className="font-medium text-ink">{sourceName(id)}</span>
            {SOURCES[id] === undefined ? null : ` – ${SOURCES[id].brings.toLowerCase()}`}
          </li>
        ))}
      </ul>
    </Banner>
  );
}
