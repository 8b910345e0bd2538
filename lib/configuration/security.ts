import { canonicalJson } from "../core/canonical-json.ts";
import { read } from "../db/transaction.ts";
import { type Configuration, SECURITY_KEYS } from "./definitions.ts";
import { newestConfiguration } from "./versions.ts";

/** Whether what `next` makes of the values in force differs from them on a key of security. Throws what `next` throws. */
export async function changesSecurity(
  next: (values: Configuration) => Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { values } = await read(newestConfiguration);
  const after = next(values);
  return SECURITY_KEYS.some((key) => canonicalJson(values[key]) !== canonicalJson(after[key] ?? null));
}
