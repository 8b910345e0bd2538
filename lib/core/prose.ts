import type { z } from "zod";
import { maskEmails } from "./mask.ts";
import { text } from "./schema.ts";

// What people write down about the business. Records hold ids, never persons (decisions §5 PII policy): an e-mail address is the
// part of one that can be recognised.

const impersonal = (schema: z.ZodString) =>
  schema.refine((value) => maskEmails(value) === value, "E-mail addresses do not belong here");

/** One line of min–max characters. */
export const oneLine = (min: number, max: number) =>
  impersonal(text(min, max)).refine((value) => !/[\t\n]/.test(value), "Must be one line");

/** A few sentences. */
export const Prose = impersonal(text(3, 2000));

/** Where something comes from: words, or an address that a browser opens safely. */
export const Reference = oneLine(3, 500).refine(
  (source) => !/^[a-z][a-z0-9+.-]*:\/\//i.test(source) || isWebAddress(source),
  "An address must be an http or https URL without credentials",
);

/** Whether the text is an http(s) URL, without a user name or password in it. */
export function isWebAddress(source: string): boolean {
  const url = URL.canParse(source) ? new URL(source) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}
