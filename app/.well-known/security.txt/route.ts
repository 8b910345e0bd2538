import { appUrl, env } from "#lib/env";
import { getOnly } from "#lib/operation/get-only";

export const dynamic = "force-dynamic";

const VALID_MS = 180 * 86_400_000;

/** Whom to tell of a weakness (RFC 9116): SECURITY_CONTACT, else the console itself. Good for half a year from today. */
export function GET(): Response {
  const today = new Date().toISOString().slice(0, 10);
  const lines = [
    `Contact: ${env().SECURITY_CONTACT ?? appUrl()}`,
    `Expires: ${new Date(Date.parse(today) + VALID_MS).toISOString()}`,
    "Preferred-Languages: en",
    `Canonical: ${appUrl()}/.well-known/security.txt`,
  ];
  return new Response(`${lines.join("\n")}\n`, {
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "public, max-age=3600",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

export const { POST, PUT, PATCH, DELETE } = getOnly;
