import { conflictOn } from "../core/errors.ts";
import type { Db } from "../db/client.ts";
import { configuration } from "./current.ts";
import { DEFINITIONS, type Feature } from "./definitions.ts";
import { tenantConfigurations } from "./effective.ts";

/** Whether the feature is switched on: for the tenant where one is named, else for the platform. */
export async function isFeatureOn(feature: Feature, tenantId?: string): Promise<boolean> {
  const values = tenantId === undefined ? await configuration() : (await tenantConfigurations([tenantId]))[0];
  return values?.[feature] === true;
}

/** Those of the tenants for which the feature is switched on. */
export async function tenantsWithFeature(feature: Feature, tenantIds: readonly string[], db: Db): Promise<string[]> {
  const values = await tenantConfigurations(tenantIds, db);
  return tenantIds.filter((_id, index) => values[index]?.[feature]);
}

/** Throws CONFLICT on the key of a feature that is switched off. */
export async function assertFeature(feature: Feature, tenantId?: string): Promise<void> {
  if (!(await isFeatureOn(feature, tenantId))) {
    throw conflictOn(feature, `${DEFINITIONS[feature].title} are switched off by the configuration`);
  }
}
