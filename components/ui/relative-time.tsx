const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Whole units between two moments: `4 min`, `3 h`, `2 d`. */
export function ageText(seconds: number): string {
  if (seconds < MINUTE) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** `2026-03-14 09:26:53 UTC`. */
export function utcText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** How people say it: `just now`, `5 min ago`, `in 2 h`, `14 Mar`, `14 Mar 2024`; dates are UTC. */
export function relativeText(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  const distance = Math.abs(seconds);
  if (distance < 45) return "just now";
  if (distance < 7 * DAY) return seconds > 0 ? `${ageText(distance)} ago` : `in ${ageText(distance)}`;
  const day = `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ""}`;
  return at.getUTCFullYear() === now.getUTCFullYear() ? day : `${day} ${at.getUTCFullYear()}`;
}

interface RelativeTimeProps {
  readonly value: string | null | undefined;
  /** The server's time of this rendering, ISO 8601: both sides then write the same words. */
  readonly now: string;
  /** Shown instead of a missing time. */
  readonly empty?: string | undefined;
  /** `absolute` writes the UTC time out; the other form moves to the tooltip. */
  readonly format?: "relative" | "absolute" | undefined;
  readonly className?: string | undefined;
}

/** A moment, relative with the absolute UTC time as its title, or the other way round. */
export function RelativeTime({ value, now, empty = "–", format = "relative", className }: RelativeTimeProps) {
  if (value === null || value === undefined) return <span className="text-subtle">{empty}</span>;
  const at = new Date(value);
  const texts = { relative: relativeText(at, new Date(now)), absolute: utcText(at) };
  const other = format === "relative" ? "absolute" : "relative";
  return (
    <time dateTime={at.toISOString()} title={texts[other]} className={className}>
      {texts[format]}
    </time>
  );
}
