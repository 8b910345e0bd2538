import { read } from "../db/transaction.ts";
import type { Configuration } from "./definitions.ts";
import { securityGround } from "./ground.ts";
import { newestConfiguration } from "./versions.ts";

/** Whether what `next` makes of the values in force differs from them on a key of security. Throws what `next` throws. */
export async function changesSecurity(
  next: (values: Configuration) => Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { values } = await read(newestConfiguration);
  return securityGround(values, next(values)) !== null;
}
