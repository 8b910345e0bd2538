import { StatusPill } from "#components/ui/status-pill";
import type { Tone } from "#components/ui/tone";
import { wordText } from "./figure-words.tsx";

const TONES: Readonly<Record<string, Tone>> = {
  low: "success",
  excellent: "success",
  good: "success",
  medium: "info",
  fair: "info",
  high: "warning",
  poor: "warning",
  critical: "danger",
};

/** A class of risk or a severity, always in the words of the alerts: critical, high, medium, low. */
export function RiskPill({ risk }: { readonly risk: string | null }) {
  if (risk === null) return <span className="text-subtle">Unknown</span>;
  if (risk === "insufficient_data") return <span className="text-muted">Not enough mail</span>;
  return <StatusPill tone={TONES[risk] ?? "neutral"}>{wordText(risk)}</StatusPill>;
}
