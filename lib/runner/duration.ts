const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds from `now` that the SDK's text means: `1h30m`, or an ISO date. Throws on anything else. */
export function delayMs(text: string, now: Date): number {
  if (/^\d{4}-/.test(text)) {
    const at = Date.parse(text);
    if (!Number.isNaN(at)) {
      return Math.max(0, at - now.getTime());
    }
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new Error(`${text} is no duration`);
  }
  return parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (UNIT_MS[unit] ?? 0), 0);
}

/** Milliseconds that a Retry-After header means: seconds or a date. */
export function retryAfterMs(header: string, now: Date): number {
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? Date.parse(header) - now.getTime() : seconds * 1000;
  return Number.isNaN(wait) ? 0 : Math.max(0, wait);
}
