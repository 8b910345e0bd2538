import type { Deprecation } from "./operation.ts";

/** SRS §16: who uses an operation has this long between the announcement and its end. */
export const DEPRECATION_WINDOW_DAYS = 90;

/** `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the successor's `Link`, for every answer of the operation. */
export const deprecationHeaders = ({ since, sunset, successor }: Deprecation): Record<string, string> => ({
  Deprecation: `@${Math.floor(since.getTime() / 1000)}`,
  Sunset: sunset.toUTCString(),
  ...(successor && { Link: `<${successor}>; rel="successor-version"` }),
});

/** The same in words, for the documentation. */
export const deprecationNote = ({ since, sunset, successor }: Deprecation): string =>
  [
    `Deprecated since ${day(since)}; it goes on ${day(sunset)}.`,
    ...(successor ? [`Use ${successor} instead.`] : []),
  ].join(" ");

const day = (at: Date): string => at.toISOString().slice(0, 10);
