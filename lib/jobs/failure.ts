/** The first try and three retries (SRS §10.5). */
export const MAX_ATTEMPTS = 4;

const TEXT_MAX = 500;
const JITTER = 0.25;

/** Trying again cannot help: the job is a dead letter at once. */
export class PermanentFailure extends Error {
  override readonly name = "PermanentFailure";
}

/** To be tried again after so long, as the other side has asked for. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly delayMs: number;

  constructor(message: string, delayMs: number, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = delayMs;
  }
}

/** Milliseconds to wait after the failed `attempt` (1-based): doubling from `baseMs`, up to a quarter longer by `random` (0–1). */
export const retryDelayMs = (attempt: number, baseMs: number, random: number): number =>
  Math.round(baseMs * 2 ** (attempt - 1) * (1 + JITTER * random));

/** The failure in one line for `last_error`, causes included; credentials are masked (SRS §14). */
export function describeFailure(thrown: unknown): string {
  const parts: string[] = [];
  for (let cause = thrown; cause !== undefined && cause !== null && parts.length < 4; cause = causeOf(cause)) {
    parts.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
  }
  return mask(parts.join(" ← ")).slice(0, TEXT_MAX) || "unknown failure";
}

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined);

const mask = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL refuses U+0000, and a line must stay one line.
    .replace(/[\s\u0000-\u001f]+/g, " ")
    .replace(/\b(bearer|basic)\s+\S+/gi, "$1 ***")
    .replace(/\/\/[^\s/@]+@/g, "//***@")
    .replace(/\b(password|secret|token|key)=[^\s&]+/gi, "$1=***")
    .trim();
