import type { Tone } from "./tone.tsx";

/** A message that a server action leaves for the page it leads to. */
export interface Flash {
  /** Distinguishes two equal messages. */
  readonly id: string;
  readonly tone: Exclude<Tone, "neutral">;
  readonly message: string;
  /** Where to see the result: the job, the audit event. */
  readonly link?: { readonly href: string; readonly label: string } | undefined;
  /** Sent back to the undo action as `token`. */
  readonly undo?: string | undefined;
}

/** The cookie that carries a flash; scripts may read it, since that is how it is shown without a reload. */
export const FLASH_COOKIE = "flash";

/** Arguments for `cookies().set(...)`. Holds nothing secret, lives one minute, is removed once shown. */
export function flashCookie(flash: Omit<Flash, "id"> & { readonly id?: string }) {
  const value = JSON.stringify({ id: crypto.randomUUID(), ...flash });
  return { name: FLASH_COOKIE, value, path: "/", maxAge: 60, sameSite: "lax", httpOnly: false } as const;
}

/** The flash in a cookie's value, or null for none and for anything that is not one. */
export function parseFlash(value: string | undefined): Flash | null {
  if (value === undefined || value === "") return null;
  try {
    const flash: unknown = JSON.parse(value.startsWith("%7B") ? decodeURIComponent(value) : value);
    return isFlash(flash) ? flash : null;
  } catch {
    return null;
  }
}

function isFlash(value: unknown): value is Flash {
  if (typeof value !== "object" || value === null) return false;
  const { id, tone, message, link } = value as Partial<Record<keyof Flash, unknown>>;
  const known = tone === "info" || tone === "success" || tone === "warning" || tone === "danger";
  return typeof id === "string" && known && typeof message === "string" && (link === undefined || isLink(link));
}

/** Only paths of this application: a cookie must not be able to send anyone elsewhere. */
function isLink(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { href, label } = value as { href?: unknown; label?: unknown };
  return typeof label === "string" && typeof href === "string" && /^\/(?![/\\])/.test(href);
}
