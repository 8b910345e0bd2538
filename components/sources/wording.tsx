import { ageText } from "#components/ui/relative-time";
import type { Tone } from "#components/ui/tone";
import type { SourceStatus } from "#lib/executive/source-list-schema";

/** How a source's knowledge arrives. */
export const WAY_WORDS: Readonly<Record<SourceStatus["way"], string>> = {
  asked: "Asked on a schedule",
  pushed: "Pushed to us",
  entered: "Entered by people",
};

/** What each source needs to be set up; names of variables, never their values. */
export const NEEDS: Readonly<Record<string, string>> = {
  esp_events: "POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD, or MAILGUN_SIGNING_KEY",
  esp_billing: "SOURCE_ESP_BILLING_URL, or a CSV import",
  subscriptions: "STRIPE_WEBHOOK_SECRET",
  infrastructure: "SOURCE_HOSTWINDS_URL and SOURCE_HOSTWINDS_KEY",
  backbone_health: "SOURCE_BACKBONE_URL",
  business_events: "SOURCE_POSTHOG_URL, SOURCE_POSTHOG_KEY and SOURCE_POSTHOG_PROJECT",
};

interface Look {
  readonly tone: Tone;
  readonly word: string;
  /** What it means for the figures. */
  readonly meaning: string;
}

/** How a source stands, in one word and in what it means; one that is set up may be silent all the same, and then says so. */
export function sourceLook({ is_connected: isConnected, state, last_heard_at: heard, failures }: SourceStatus): Look {
  if (!isConnected) {
    return { tone: "neutral", word: "Not connected", meaning: "Figures that need it are unknown." };
  }
  if (heard === null) {
    return { tone: "warning", word: "Silent so far", meaning: "It is set up, and nothing has come yet." };
  }
  switch (state) {
    case "missing":
      return { tone: "danger", word: "Missing", meaning: "Silent for too long: its figures are unknown." };
    case "stale":
      return { tone: "warning", word: "Late", meaning: "Its figures are shown with their age and low confidence." };
    default:
      return failures > 0
        ? { tone: "warning", word: "Failing", meaning: "Its last good reading still counts." }
        : { tone: "success", word: "Up to date", meaning: "Figures can rely on it." };
  }
}

export const BREAKER_WORDS: Readonly<Record<string, string>> = {
  closed: "Closed: it is asked",
  open: "Open: not asked for a minute, after failures in a row",
  half_open: "Half open: the next answer decides",
};

/** A tolerance in whole units: "2 h", "3 d". */
export const toleranceText = (minutes: number): string => ageText(minutes * 60);

/** A line of an imported table that is wrong: `csv.line3` → "Line 3". */
export const lineLabel = (field: string): string => {
  const line = /^csv\.line(\d+)$/.exec(field)?.[1];
  return line === undefined ? "Table" : `Line ${line}`;
};

/** What an import has brought: "3 rows of 2026-09 and 2026-10". */
export function importedText(rows: number, periods: readonly string[]): string {
  const last = periods.at(-1) ?? "";
  const months = periods.length > 1 ? `${periods.slice(0, -1).join(", ")} and ${last}` : last;
  return `${rows === 1 ? "1 row" : `${rows} rows`} of ${months}`;
}
