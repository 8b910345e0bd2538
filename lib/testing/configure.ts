import { configuration } from "../configuration/current.ts";
import { type Configuration, DEFAULT_CONFIGURATION } from "../configuration/definitions.ts";
import { saveConfiguration } from "../configuration/versions.ts";
import { canonicalJson } from "../core/canonical-json.ts";
import { transaction } from "../db/transaction.ts";
import { until } from "./poll.ts";

/** Saves a configuration of defaults and these values, and waits until it is in force here. Returns its version. */
export async function configure(changes: Partial<Configuration>): Promise<number> {
  const values = { ...DEFAULT_CONFIGURATION, ...changes };
  const version = await transaction((tx) => saveConfiguration(tx, values, { createdById: null }));
  await until({ withinMs: 5000, what: "the configuration in force" }, async () => {
    return canonicalJson(await configuration()) === canonicalJson(values);
  });
  return version;
}
